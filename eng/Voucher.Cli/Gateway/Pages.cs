using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Cli.Gateway;

/// <summary>Lists, which the API gives page by page.</summary>
internal static class Pages
{
    private const int LargestPage = 200;

    /// <summary>A list's first items, of as many pages as it takes: in the form of one page.</summary>
    /// <param name="gateway">Asked for them.</param>
    /// <param name="path">The list.</param>
    /// <param name="query">What it is narrowed by.</param>
    /// <param name="limit">How many items at most. If there are more, the result has a <c>next_cursor</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<JsonElement> ListAsync(this GatewayClient gateway, string path, Query query, int limit, CancellationToken cancellationToken)
    {
        JsonObject? list = null;
        var items = new JsonArray();
        string? cursor = null;
        do
        {
            var size = Math.Min(limit - items.Count, LargestPage).ToString(CultureInfo.InvariantCulture);
            var page = (await gateway.GetAsync(query.And(("limit", size), ("cursor", cursor)).On(path), cancellationToken)).Body;
            list ??= JsonObject.Create(page);
            var before = items.Count;
            foreach (var item in page.Items())
                items.Add(JsonNode.Parse(item.GetRawText()));
            cursor = items.Count == before ? null : page.Text("next_cursor");
        }
        while (cursor is not null && items.Count < limit);
        (list!["items"], list["next_cursor"]) = (items, cursor);
        return JsonSerializer.SerializeToElement(list);
    }
}
