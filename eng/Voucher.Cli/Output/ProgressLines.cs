using System.Globalization;
using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>Progress as lines: one whenever something new begins, else one every few seconds.</summary>
internal sealed class ProgressLines(TextWriter output, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long? toldAt;
    private string? stateTold;

    public async Task<JsonElement> UploadAsync(string name, long? length, Func<Action<long>, Task<JsonElement>> upload)
    {
        var sent = 0L;
        output.WriteLine(length is { } bytes ? $"Uploading {name} ({Cell.Size(bytes)})." : $"Uploading {name}.");
        toldAt = time.GetTimestamp();
        var import = await upload(now =>
        {
            sent = now;
            if (IsTime())
                output.WriteLine(length is > 0 and var all
                    ? string.Create(CultureInfo.InvariantCulture, $"Sent {Cell.Size(now)}, {100.0 * now / all:0} %.")
                    : $"Sent {Cell.Size(now)}.");
        });
        output.WriteLine($"Sent all {Cell.Size(sent)}.");
        return import;
    }

    public Task<JsonElement> FollowAsync(Func<Action<JsonElement>, Task<JsonElement>> follow) => follow(import =>
    {
        var state = import.Text("state");
        if (!IsTime() && state == stateTold)
            return;
        (stateTold, toldAt) = (state, time.GetTimestamp());
        output.WriteLine($"Import {import.Number("id")}: {ImportWords.Of(import)}.");
    });

    private bool IsTime()
    {
        if (toldAt is { } last && time.GetElapsedTime(last) < Pause)
            return false;
        toldAt = time.GetTimestamp();
        return true;
    }
}
