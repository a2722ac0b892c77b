using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>Says how an import goes on.</summary>
internal static class ImportWords
{
    /// <summary>The state and what has been counted in it.</summary>
    public static string Of(JsonElement import) => import.Text("state") switch
    {
        "committing" => $"committing, {Cell.Count(import.Number("committed"))} of {Cell.Count(import.Number("accepted"))} codes are in the inventory",
        "completed" => $"completed, {Cell.Count(import.Number("committed"))} codes are in the inventory",
        { } state => $"{state}, {Cell.Count(import.Number("rows_read"))} lines read",
        null => "unknown",
    };
}
