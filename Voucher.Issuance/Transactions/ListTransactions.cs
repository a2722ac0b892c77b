using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Transactions;

/// <summary>
/// Lists a distributor's own transactions, the newest first. Pages follow one another without gap or repetition, however many transactions share a
/// second and however many are added meanwhile. Declined requests are recorded behind their answer, so the last second's may be missing.
/// </summary>
internal static class ListTransactions
{
    private const int CursorParts = 4;

    /// <summary>The longest text that a request may have had, in UTF-16: twice its longest in characters.</summary>
    public const int LongestText = 512;

    public static async Task<Results<Ok<Page<Transaction>>, JsonHttpResult<ErrorMessage>>> HandleAsync(
        HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(context.Request, "from", "to", "terminal_id", "category_id", "request_id", "outcome");
        var (from, to) = (query.Time("from")?.UtcDateTime, query.Time("to")?.UtcDateTime);
        if (from >= to)
            query.Errors.Add("to", "Must be after from.");
        var filter = new TransactionFilter(
            context.User.PrincipalId(),
            query.Text("terminal_id", LongestText),
            query.Text("category_id", LongestText),
            query.Text("request_id", LongestText),
            query.OneOf("outcome", TransactionOutcomes.Issued, TransactionOutcomes.Declined),
            from,
            to,
            ReadCursor(query),
            query.Limit + 1);
        if (query.Errors.Any)
            return query.Errors.ToInvalidRequest();

        var page = Page.Of(await ReadAsync(database, filter, cancellationToken), query.Limit, row => CursorOf(row.Position));
        return TypedResults.Ok(new Page<Transaction>([.. page.Items.Select(row => row.Transaction)], page.NextCursor));
    }

    private static async Task<IReadOnlyList<TransactionRow>> ReadAsync(NpgsqlDataSource database, TransactionFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(filter.Statement, filter.Parameters, cancellationToken: cancellationToken));
        var rows = new List<TransactionRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(TransactionRow.Read(reader));
        return rows;
    }

    private static string[] CursorOf(TransactionPosition last) =>
    [
        last.At.Ticks.ToString(CultureInfo.InvariantCulture),
        last.IsIssued ? TransactionOutcomes.Issued : TransactionOutcomes.Declined,
        last.CampaignId,
        last.Number.ToString(CultureInfo.InvariantCulture),
    ];

    private static TransactionPosition? ReadCursor(OperatorQuery query)
    {
        if (query.After(CursorParts) is not [var at, var outcome, var campaignId, var last])
            return null;
        if (long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && outcome is TransactionOutcomes.Issued or TransactionOutcomes.Declined
            && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new TransactionPosition(new DateTime(ticks, DateTimeKind.Utc), outcome == TransactionOutcomes.Issued, campaignId, number);
        query.RefuseCursor();
        return null;
    }
}
