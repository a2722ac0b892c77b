using System.CommandLine;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher party</c>: distributors, merchants and operators.</summary>
internal static class PartyCommands
{
    private static readonly string[] Kinds = ["distributor", "merchant", "operator"];

    public static Command Create(Runner runner) => new("party", "Distributors, merchants and operators.")
    {
        Add(runner),
        List(runner),
        Of(runner, "show", "Show a party.", (call, path) => call.ShowAsync(path)),
        Rename(runner),
        Of(runner, "disable", "Disable a party: when this is done, none of its tokens works.", (call, path) => call.PostAsync($"{path}/disable")),
        Of(runner, "enable", "Enable a party: its tokens that are neither revoked nor expired work again.", (call, path) => call.PostAsync($"{path}/enable")),
    };

    private static Argument<string> Id() => Parts.Text("party", "The party's id.");

    private static Command Add(Runner runner)
    {
        var id = Parts.Text("party", "Its id, for good: letters, digits, '.', '_' and '-'.");
        var kind = Parts.Required("--kind", string.Join('|', Kinds), "What it is.").AcceptOnlyFromAmong(Kinds);
        var name = Parts.Required("--name", "text", "Its name, for people.");
        return runner.Command("add", "Add a party.", [id, kind, name], call => call.PostAsync("parties", new JsonObject
        {
            ["id"] = call.Of(id),
            ["kind"] = call.Of(kind),
            ["name"] = call.Of(name),
        }));
    }

    private static Command List(Runner runner)
    {
        var kind = Parts.Option("--kind", "kind", "Those of a kind.").AcceptOnlyFromAmong(Kinds);
        var state = Parts.Option("--state", "state", "Those that are active, or disabled.").AcceptOnlyFromAmong("active", "disabled");
        var limit = Parts.Limit();
        return runner.Command("list", "List parties by id.", [kind, state, limit], call => call.ListAsync(
            "parties",
            new Query(("kind", call.Of(kind)), ("state", call.Of(state))),
            limit,
            Column.Of("Id", "id"),
            Column.Of("Kind", "kind"),
            Column.Words("Name", "name"),
            Column.Of("State", "state"),
            Column.Of("Created", "created_at")));
    }

    private static Command Rename(Runner runner)
    {
        var (id, name) = (Id(), Parts.Text("name", "The new name."));
        return runner.Command("rename", "Change a party's name.", [id, name], call =>
            call.ChangeAsync(ApiPath.Of("parties", call.Of(id)), new JsonObject { ["name"] = call.Of(name) }));
    }

    private static Command Of(Runner runner, string name, string description, Func<Call, string, Task> work)
    {
        var id = Id();
        return runner.Command(name, description, [id], call => work(call, ApiPath.Of("parties", call.Of(id))));
    }
}
