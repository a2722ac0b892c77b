using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher explain</c>: why a till got nothing.</summary>
internal static class ExplainCommand
{
    public static Command Create(Runner runner)
    {
        var distributor = Parts.Text("distributor", "Who asks.");
        var category = Parts.Text("category", "For what.");
        var terminal = Parts.Option("--terminal", "id", "At which till: says whether its limit is reached now.");
        var at = Parts.Option("--at", "time", "When, such as 2026-03-31T23:59:59Z. Default: now.");
        var limit = Parts.Limit();
        return runner.Command(
            "explain",
            "Say which campaign would serve a request, and why the others would not.",
            [distributor, category, terminal, at, limit],
            async call =>
            {
                var explanation = await call.ListAsync(
                    "explain",
                    new Query(
                        ("distributor_id", call.Of(distributor)), ("category_id", call.Of(category)), ("terminal_id", call.Of(terminal)), ("at", call.Of(at))),
                    limit,
                    Column.Count("#", "position"),
                    Column.Of("Campaign", "campaign_id"),
                    Column.Of("Serves", "would_serve"),
                    Column.Words("Name", "name"),
                    Column.Words("Why", "detail"));
                if (explanation.Text("distributor") is { } who and not "known")
                    call.Screen.Note($"Distributor {call.Of(distributor)} is {who.Replace('_', ' ')}: its requests get nothing.");
                if (explanation.Text("category") == "unknown")
                    call.Screen.Note($"There is no category {call.Of(category)}.");
            });
    }
}
