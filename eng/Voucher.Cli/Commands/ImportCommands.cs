using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Imports;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher import</c>: imports of codes, which go on by themselves.</summary>
internal static class ImportCommands
{
    public static Command Create(Runner runner) => new("import", "Imports of codes, which go on by themselves.")
    {
        List(runner),
        Of(runner, "show", "Show an import.", (call, id) => call.ShowAsync(ImportPath.Of(id))),
        Of(runner, "follow", "Watch an import until it is done. Fails unless it is completed.", ImportEnd.ShowAsync),
        Of(runner, "cancel", "Call an import off, as long as none of its codes has been added.", (call, id) => call.PostAsync(ImportPath.Of(id, "cancel"))),
        Report(runner),
    };

    private static Command List(Runner runner)
    {
        var (campaign, limit) = (Parts.Text("campaign", "Whose imports."), Parts.Limit());
        return runner.Command("list", "List a campaign's imports, the newest first.", [campaign, limit], call => call.ListAsync(
            ImportPath.OfCampaign(call.Of(campaign)),
            Query.None,
            limit,
            new Column("Import", import => Cell.Of(import.Part("id")), IsNumber: true),
            Column.Of("State", "state"),
            Column.Of("Source", "source"),
            Column.Count("Read", "rows_read"),
            Column.Count("Accepted", "accepted"),
            Column.Count("Duplicates", "duplicates"),
            Column.Count("Invalid", "invalid"),
            Column.Count("Committed", "committed"),
            Column.Of("Created", "created_at"),
            Column.Of("By", "created_by"),
            Column.Words("Message", "message")));
    }

    private static Command Report(Runner runner)
    {
        var (id, limit) = (Parts.Import(), Parts.Limit());
        var csv = new Option<bool>("--csv") { Description = "Write the whole report as the API gives it: CSV." };
        return runner.Command("report", "Show the lines of an import that were not imported, and why.", [id, limit, csv], async call =>
        {
            if (call.Of(csv))
                await ImportReport.CopyAsync(call.Gateway, call.Of(id), call.Terminal.Output, call.Cancellation);
            else
                call.Screen.List(await ImportReport.ReadAsync(call.Gateway, call.Of(id), call.Of(limit), call.Cancellation), ImportReport.Columns);
        });
    }

    private static Command Of(Runner runner, string name, string description, Func<Call, long, Task> work)
    {
        var id = Parts.Import();
        return runner.Command(name, description, [id], call => work(call, call.Of(id)));
    }
}
