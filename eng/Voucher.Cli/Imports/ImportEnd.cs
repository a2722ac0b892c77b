using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Imports;

/// <summary>Watches an import that a command has begun, and shows what became of it.</summary>
internal static class ImportEnd
{
    private const string Completed = "completed";
    private const int LinesShown = 10;

    /// <summary>Ends when the import is completed.</summary>
    /// <exception cref="FailedException">It ended otherwise.</exception>
    public static async Task ShowAsync(Call call, long id)
    {
        var import = await WatchAsync(call, id);
        var state = import.Text("state");
        call.Screen.Show(import, state == Completed ? [] : ["message"]);
        if (import.Number("duplicates") + import.Number("invalid") > 0)
            await ShowLinesAsync(call, id);
        if (state != Completed)
            throw new FailedException($"Import {id} is {state}.", [.. Reasons(import)]);
    }

    private static IEnumerable<string> Reasons(JsonElement import)
    {
        if (import.Text("message") is { } message)
            yield return message;
        if (import.Text("state") == "rejected" && import.Text("source") == "upload" && import.Text("problems") == "reject" && import.Number("accepted") > 0)
            yield return "Here that is --skip-problems.";
    }

    private static async Task<JsonElement> WatchAsync(Call call, long id)
    {
        var follow = new FollowImport(call.Gateway, call.Waits);
        try
        {
            return await call.Screen.Progress.FollowAsync(tell => follow.FollowAsync(id, tell, call.Cancellation));
        }
        catch (OperationCanceledException) when (call.Cancellation.IsCancellationRequested)
        {
            call.Screen.Note($"Import {id} goes on by itself. See it: voucher import follow {id}. Call it off: voucher import cancel {id}.");
            throw;
        }
    }

    private static async Task ShowLinesAsync(Call call, long id)
    {
        var report = await ImportReport.ReadAsync(call.Gateway, id, LinesShown, call.Cancellation);
        foreach (var line in report.Items())
            call.Screen.Note($"line {line.Number("line")}: {line.Text("detail")} ({line.Text("problem")})");
        if (report.Text("next_cursor") is not null)
            call.Screen.Note($"All of them: voucher import report {id}");
    }
}
