using System.CommandLine;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher category</c>: what tills ask vouchers for.</summary>
internal static class CategoryCommands
{
    public static Command Create(Runner runner) => new("category", "Categories: what tills ask vouchers for.") { Add(runner), List(runner) };

    private static Command Add(Runner runner)
    {
        var id = Parts.Text("category", "Its id, for good: what tills send as trigger_category_id.");
        var description = Parts.Required("--description", "text", "What it is, for people.");
        return runner.Command("add", "Add a category.", [id, description], call =>
            call.PostAsync("categories", new JsonObject { ["id"] = call.Of(id), ["description"] = call.Of(description) }));
    }

    private static Command List(Runner runner)
    {
        var limit = Parts.Limit();
        return runner.Command("list", "List categories by id.", [limit], call => call.ListAsync(
            "categories",
            Query.None,
            limit,
            Column.Of("Id", "id"),
            Column.Words("Description", "description"),
            Column.Of("Created", "created_at")));
    }
}
