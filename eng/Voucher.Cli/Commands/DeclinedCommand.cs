using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher declined</c>: requests that got no voucher.</summary>
internal static class DeclinedCommand
{
    public static Command Create(Runner runner)
    {
        var distributor = Parts.Option("--distributor", "party", "Those of a distributor.");
        var terminal = Parts.Option("--terminal", "id", "Those of a terminal.");
        var reason = Parts.Option("--reason", "reason", "Those for a reason.");
        var from = Parts.Option("--from", "time", "Those since then, such as 2026-03-31T00:00:00Z.");
        var to = Parts.Option("--to", "time", "Those before then.");
        var limit = Parts.Limit();
        return runner.Command(
            "declined",
            "Search requests that got no voucher, the newest first.",
            [distributor, terminal, reason, from, to, limit],
            call => call.ListAsync(
                "declined-requests",
                new Query(
                    ("distributor_id", call.Of(distributor)),
                    ("terminal_id", call.Of(terminal)),
                    ("reason", call.Of(reason)),
                    ("from", call.Of(from)),
                    ("to", call.Of(to))),
                limit,
                Column.Of("At", "at"),
                Column.Of("Distributor", "distributor_id"),
                Column.Of("Terminal", "terminal_id"),
                Column.Of("Category", "category_id"),
                Column.Of("Reason", "reason"),
                Column.Words("Product", "product_id"),
                Column.Words("Products", "product_ids"),
                Column.Words("Request", "request_id")));
    }
}
