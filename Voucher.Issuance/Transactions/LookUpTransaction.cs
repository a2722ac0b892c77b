using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Transactions;

/// <summary>
/// Did a call succeed whose answer was lost? Answered from the ledger itself: whoever is told of a voucher has it, and whoever is not may send the request
/// again with the same id, which yields the same voucher should one have been written meanwhile.
/// </summary>
internal static class LookUpTransaction
{
    /// <summary>A voucher if there is one; else the last time that the request was declined. At most one voucher has the id.</summary>
    private const string Statement =
        $"""
        ({TransactionRow.OfIssued} WHERE distributor_id = @distributorId AND request_id = @requestId)
        UNION ALL
        ({TransactionRow.OfDeclined} WHERE distributor_id = @distributorId AND request_id = @requestId ORDER BY declined_at DESC, id DESC LIMIT 1)
        ORDER BY is_issued DESC LIMIT 1
        """;

    private static readonly ErrorMessage NothingIssued =
        new("nothing was issued for this request id so far; it is safe to send the request again with the same id");

    public static async Task<Results<Ok<Transaction>, JsonHttpResult<ErrorMessage>>> HandleAsync(
        HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.Read(context.Request, "request_id").Require("request_id");
        var requestId = query.Text("request_id", ListTransactions.LongestText);
        if (query.Errors.Any)
            return query.Errors.ToInvalidRequest();

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(Statement, new { distributorId = context.User.PrincipalId(), requestId }, cancellationToken: cancellationToken));
        return await reader.ReadAsync(cancellationToken)
            ? TypedResults.Ok(TransactionRow.Read(reader).Transaction)
            : ErrorMessage.Answer(StatusCodes.Status404NotFound, NothingIssued);
    }
}
