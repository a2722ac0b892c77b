using System.Text.Json.Nodes;

namespace Voucher.Cli.Tests.Imports;

/// <summary>An import as the API tells of it.</summary>
internal static class Import
{
    public static string Json(long id, string state, long rows = 0, long committed = 0, string? message = null, long duplicates = 0) => new JsonObject
    {
        ["id"] = id,
        ["campaign_id"] = "C1",
        ["source"] = "upload",
        ["state"] = state,
        ["problems"] = "reject",
        ["rows_read"] = rows,
        ["accepted"] = rows - duplicates,
        ["duplicates"] = duplicates,
        ["invalid"] = 0,
        ["committed"] = committed,
        ["message"] = message,
        ["finished_at"] = state is "completed" or "rejected" or "failed" or "cancelled" ? "2026-01-01T00:00:00Z" : null,
    }.ToJsonString();

    public static string List(params IEnumerable<string> imports) => $$"""{"items":[{{string.Join(',', imports)}}],"next_cursor":null}""";
}
