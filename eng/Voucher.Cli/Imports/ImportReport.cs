using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Imports;

/// <summary>The lines of an import that are wrong, as the platform reports them: CSV with <c>line,problem,detail</c>.</summary>
internal static class ImportReport
{
    private const string MediaType = "text/csv";

    /// <summary>How the lines are shown.</summary>
    public static readonly IReadOnlyList<Column> Columns =
    [
        new("Line", item => Cell.Of(item.Part("line")), IsNumber: true),
        Column.Of("Problem", "problem"),
        Column.Words("Detail", "detail"),
    ];

    /// <summary>The first lines, in the form of a list; its <c>next_cursor</c> says only that there are more.</summary>
    public static async Task<JsonElement> ReadAsync(GatewayClient gateway, long id, int limit, CancellationToken cancellationToken)
    {
        var items = new JsonArray();
        var hasMore = false;
        await foreach (var line in LinesAsync(gateway, id, cancellationToken).Skip(1))
        {
            hasMore = items.Count == limit;
            if (hasMore)
                break;
            items.Add(Item(line));
        }
        var list = new JsonObject { ["items"] = items, ["next_cursor"] = hasMore ? "more" : null };
        return JsonSerializer.SerializeToElement(list);
    }

    /// <summary>Writes the whole report as it is.</summary>
    public static async Task CopyAsync(GatewayClient gateway, long id, TextWriter output, CancellationToken cancellationToken)
    {
        await foreach (var line in LinesAsync(gateway, id, cancellationToken))
            await output.WriteLineAsync(line.AsMemory(), cancellationToken);
    }

    private static IAsyncEnumerable<string> LinesAsync(GatewayClient gateway, long id, CancellationToken cancellationToken) =>
        gateway.LinesAsync(ImportPath.Of(id, "report"), MediaType, cancellationToken);

    /// <summary>Only the last field is quoted, and has no line breaks.</summary>
    private static JsonObject Item(string line)
    {
        var fields = line.Split(',', 3);
        return new JsonObject
        {
            ["line"] = long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            ["problem"] = fields.ElementAtOrDefault(1),
            ["detail"] = fields.ElementAtOrDefault(2)?.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal),
        };
    }
}
