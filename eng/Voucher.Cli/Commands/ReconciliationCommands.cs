using System.CommandLine;
using System.Text.Json;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher reconciliations</c>: what came of the journals that distributors have compared with the ledger.</summary>
internal static class ReconciliationCommands
{
    private const string Path = "reconciliations";

    public static Command Create(Runner runner) => new(Path, "What came of the journals that distributors have compared with the ledger.")
    {
        List(runner),
        Show(runner),
        Differences(runner),
    };

    private static Command List(Runner runner)
    {
        var distributor = Parts.Option("--distributor", "party", "Those of a distributor.");
        var day = Parts.Option("--day", "day", "Those on a day, such as 2026-03-31.");
        var limit = Parts.Limit();
        return runner.Command("list", "List reports, the newest first.", [distributor, day, limit], call => call.ListAsync(
            Path,
            new Query(("distributor_id", call.Of(distributor)), ("day", call.Of(day))),
            limit,
            Column.Of("Id", "id"),
            Column.Of("Distributor", "distributor_id"),
            Column.Of("Day", "day"),
            Column.Of("Zone", "time_zone"),
            Column.Of("Created", "created_at"),
            Total("Rows", "journal_rows"),
            Total("Vouchers", "our_vouchers"),
            Total("Matched", "matched"),
            Total("Missing here", "missing_here"),
            Total("Missing there", "missing_there"),
            Total("Different", "different"),
            Total("Duplicates", "duplicates")));
    }

    private static Command Show(Runner runner)
    {
        var id = Id();
        return runner.Command("show", "Show a report's totals.", [id], async call =>
        {
            var report = (await call.Gateway.GetAsync(ApiPath.Of(Path, call.Of(id).ToString()), call.Cancellation)).Body;
            call.Screen.Show(report, "differences", "next_cursor");
        });
    }

    private static Command Differences(Runner runner)
    {
        var id = Id();
        var kind = Parts.Option("--kind", "kind", "Those of a kind: different, duplicate, missing_here or missing_there.");
        kind.AcceptOnlyFromAmong("different", "duplicate", "missing_here", "missing_there");
        var limit = Parts.Limit();
        return runner.Command("differences", "List a report's differences, by kind and line.", [id, kind, limit], call => call.ListAsync(
            ApiPath.Of(Path, call.Of(id).ToString(), "differences"),
            new Query(("kind", call.Of(kind))),
            limit,
            Column.Of("Kind", "kind"),
            new Column("Line", item => Cell.Of(item.Part("line")), IsNumber: true),
            Column.Of("Detail", "detail"),
            Column.Of("Differs", "differs"),
            new Column("Repeats", item => Cell.Of(item.Part("first_line")), IsNumber: true),
            Column.Words("Journal", "journal"),
            Column.Words("Voucher", "voucher")));
    }

    private static Argument<Guid> Id() => new("report") { Description = "The report's id." };

    private static Column Total(string title, string name) =>
        new(title, item => Cell.Count(item.Part("totals") is { } totals ? totals.Part(name) : (JsonElement?)null), IsNumber: true);
}
