using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher campaign</c>: whose codes are handed out, where, when and for what.</summary>
internal static class CampaignCommands
{
    public static Command Create(Runner runner) => new("campaign", "Campaigns: whose codes are handed out, by whom, when and for what.")
    {
        Add(runner),
        List(runner),
        Of(runner, "show", "Show a campaign.", (call, path) => call.ShowAsync(path)),
        Set(runner),
        Of(runner, "pause", "Pause a campaign: within two seconds no till gets a code of it.", (call, path) => call.PostAsync($"{path}/pause")),
        Of(runner, "resume", "Resume a paused campaign.", (call, path) => call.PostAsync($"{path}/resume")),
        End(runner),
    };

    private static Argument<string> Id() => Parts.Text("campaign", "The campaign's id.");

    private static Command Add(Runner runner)
    {
        var (id, fields) = (Parts.Text("campaign", "Its id, for good: letters, digits, '.', '_' and '-'."), new CampaignFields(isNew: true));
        var paused = new Option<bool>("--paused") { Description = "It waits for voucher campaign resume." };
        return runner.Command("add", "Add a campaign. It issues as soon as it has codes.", [id, .. fields.Options, paused], call =>
        {
            var body = fields.Read(call, before: null);
            body["id"] = call.Of(id);
            if (call.Of(paused))
                body["state"] = "paused";
            return call.PostAsync("campaigns", body);
        });
    }

    private static Command Set(Runner runner)
    {
        var (id, fields) = (Id(), new CampaignFields(isNew: false));
        return runner.Command("set", "Change what is named of a campaign; the rest stays.", [id, .. fields.Options], call =>
        {
            return fields.AreNamed(call)
                ? call.ChangeAsync(ApiPath.Of("campaigns", call.Of(id)), before => fields.Read(call, before))
                : throw new UsageException("Nothing to change. Name what is to be set, such as --priority 50.");
        });
    }

    private static Command List(Runner runner)
    {
        var state = Parts.Option("--state", "state", "Those that are active, paused, or ended.").AcceptOnlyFromAmong("active", "paused", "ended");
        var merchant = Parts.Option("--merchant", "party", "Those of a merchant.");
        var category = Parts.Option("--category", "id", "Those for a category.");
        var distributor = Parts.Option("--distributor", "party", "Those that a distributor may use.");
        var limit = Parts.Limit();
        return runner.Command("list", "List campaigns by id.", [state, merchant, category, distributor, limit], call => call.ListAsync(
            "campaigns",
            new Query(
                ("state", call.Of(state)),
                ("merchant_id", call.Of(merchant)),
                ("category_id", call.Of(category)),
                ("distributor_id", call.Of(distributor))),
            limit,
            Column.Of("Id", "id"),
            Column.Of("State", "state"),
            Column.Of("Merchant", "merchant_id"),
            Column.Words("Name", "name"),
            Column.Words("Categories", "categories"),
            Column.Words("Distributors", "distributors"),
            Column.Count("Priority", "priority"),
            Column.Words("Start", "start_at"),
            Column.Words("End", "end_at")));
    }

    private static Command End(Runner runner)
    {
        var (id, yes) = (Id(), Parts.Yes());
        return runner.Command("end", "End a campaign for good. Vouchers that it has issued stay what they are.", [id, yes], async call =>
        {
            var path = ApiPath.Of("campaigns", call.Of(id));
            await call.ConfirmAsync($"End campaign {call.Of(id)} for good?", yes);
            await call.PostAsync($"{path}/end");
        });
    }

    private static Command Of(Runner runner, string name, string description, Func<Call, string, Task> work)
    {
        var id = Id();
        return runner.Command(name, description, [id], call => work(call, ApiPath.Of("campaigns", call.Of(id))));
    }
}
