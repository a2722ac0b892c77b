using System.Text.Json;
using Spectre.Console;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>Progress as bars that move, for a person who watches.</summary>
internal sealed class ProgressBars(IAnsiConsole console) : IProgressDisplay
{
    public Task<JsonElement> UploadAsync(string name, long? length, Func<Action<long>, Task<JsonElement>> upload) => console
        .Progress()
        .Columns(Columns([new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()]))
        .StartAsync(async context =>
        {
            var bar = context.AddTask(Markup.Escape($"Uploading {name}"), maxValue: Math.Max(length ?? 1, 1));
            bar.IsIndeterminate = length is null;
            var import = await upload(sent =>
            {
                if (length is null)
                    bar.MaxValue = sent + 1;
                bar.Value = sent;
            });
            Finish(bar);
            return import;
        });

    public Task<JsonElement> FollowAsync(Func<Action<JsonElement>, Task<JsonElement>> follow) => console
        .Progress()
        .Columns(Columns([new ElapsedTimeColumn()]))
        .StartAsync(async context =>
        {
            var bar = context.AddTask("Waiting for the import");
            var import = await follow(import =>
            {
                var accepted = import.Number("accepted");
                var isCounted = accepted > 0 && import.Text("state") is "committing" or "completed";
                bar.Description = Markup.Escape($"Import {import.Number("id")}: {ImportWords.Of(import)}");
                bar.IsIndeterminate = !isCounted;
                if (!isCounted)
                    return;
                bar.MaxValue = accepted;
                bar.Value = import.Number("committed");
            });
            Finish(bar);
            return import;
        });

    private static ProgressColumn[] Columns(ReadOnlySpan<ProgressColumn> more) =>
        [new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), .. more];

    private static void Finish(ProgressTask bar)
    {
        bar.IsIndeterminate = false;
        bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}
