using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Names the lines of an import that were not imported, and why, as CSV: <c>line,problem,detail</c>. Streamed, and at most
/// <see cref="ProveImport.MostReported"/> lines; a last line of number 0 says how many more there are. Codes are not in it.
/// </summary>
internal static class ReportImport
{
    private const string Count = "SELECT duplicates + invalid FROM imports WHERE id = @id";
    private const string Select = "SELECT line, problem, detail FROM import_problems WHERE import_id = $1 ORDER BY line";

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> HandleAsync(
        long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var problems = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(Count, new { id }, cancellationToken: cancellationToken));
        if (problems is null)
            return ShowImport.Unknown;
        return TypedResults.Stream(
            body => WriteAsync(body, id, problems.Value, dataSource, cancellationToken),
            "text/csv; charset=utf-8",
            string.Create(CultureInfo.InvariantCulture, $"import-{id}-report.csv"));
    }

    private static async Task WriteAsync(Stream body, long id, long problems, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var csv = new StreamWriter(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n" };
        await csv.WriteLineAsync("line,problem,detail");
        await using var command = dataSource.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var told = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            told++;
            // The details are our own words: they need no more than the quotes.
            await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(0)},{reader.GetString(1)},\"{reader.GetString(2)}\""));
        }
        if (told >= ProveImport.MostReported && problems > told)
            await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"0,more,\"{problems - told} further lines have problems.\""));
    }
}
