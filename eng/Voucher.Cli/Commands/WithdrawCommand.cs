using System.CommandLine;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher codes withdraw</c>.</summary>
internal static class WithdrawCommand
{
    public static Command Create(Runner runner)
    {
        var campaign = Parts.Text("campaign", "Whose codes are taken back.");
        var reason = Parts.Required("--reason", "text", "Why; it is kept in the audit log.");
        var yes = Parts.Yes();
        return runner.Command(
            "withdraw",
            "Take back all codes of a campaign that are not issued, for good. Issued ones stay with their customers.",
            [campaign, reason, yes],
            async call =>
            {
                var id = call.Of(campaign);
                if (!call.Of(yes))
                {
                    var stock = (await call.Gateway.GetAsync(ApiPath.Of("campaigns", id, "stock"), call.Cancellation)).Body;
                    await call.ConfirmAsync($"Withdraw {Cell.Count(stock.Number("available"))} codes of campaign {id} for good?", yes);
                }
                await call.PostAsync(ApiPath.Of("campaigns", id, "codes", "withdraw"), new JsonObject { ["reason"] = call.Of(reason) });
            });
    }
}
