using System.CommandLine;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher token</c>: what parties identify themselves with.</summary>
internal static class TokenCommands
{
    public static Command Create(Runner runner) => new("token", "Tokens of parties.")
    {
        Issue(runner),
        List(runner),
        Of(runner, "rotate", "Replace a token: when this is done, the old one is refused everywhere.", async (call, path) =>
        {
            await call.PostAsync($"{path}/rotate");
            call.Screen.Note(ShownOnce);
        }),
        Of(runner, "revoke", "Revoke a token: when this is done, it is refused everywhere.", (call, path) => call.PostAsync($"{path}/revoke")),
    };

    private const string ShownOnce = "This is the only time that the token is shown.";

    private static Command Issue(Runner runner)
    {
        var party = Parts.Text("party", "Whose it is.");
        var scopes = new Option<string[]>("--scope")
        {
            Description = "What it may do; again for more. Default: all that parties of its kind may.",
            HelpName = "scope",
        };
        var expires = Parts.Option("--expires", "time", "When it ends, such as 2030-01-01T00:00:00Z. Default: never.");
        return runner.Command("issue", "Issue a token.", [party, scopes, expires], async call =>
        {
            var body = new JsonObject();
            if (call.Of(scopes) is { Length: > 0 } named)
                body["scopes"] = new JsonArray([.. named.Select(scope => JsonValue.Create(scope))]);
            if (call.Of(expires) is { } end)
                body["expires_at"] = end;
            await call.PostAsync(ApiPath.Of("parties", call.Of(party), "tokens"), body);
            call.Screen.Note(ShownOnce);
        });
    }

    private static Command List(Runner runner)
    {
        var (party, limit) = (Parts.Text("party", "Whose they are."), Parts.Limit());
        return runner.Command("list", "List a party's tokens, the newest first.", [party, limit], call => call.ListAsync(
            ApiPath.Of("parties", call.Of(party), "tokens"),
            Query.None,
            limit,
            Column.Of("Id", "id"),
            Column.Of("Begins with", "prefix"),
            Column.Of("State", "state"),
            Column.Words("Scopes", "scopes"),
            Column.Of("Created", "created_at"),
            Column.Of("Last used", "last_used_at"),
            Column.Of("Expires", "expires_at")));
    }

    private static Command Of(Runner runner, string name, string description, Func<Call, string, Task> work)
    {
        var id = new Argument<Guid>("token") { Description = "The token's id, as voucher token list shows it." };
        return runner.Command(name, description, [id], call => work(call, ApiPath.Of("tokens", call.Of(id).ToString())));
    }
}
