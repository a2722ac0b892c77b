using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Calls an import off while nothing has been added. Whoever works on it notices at its next step: the answer shows the import as it is, perhaps
/// not ended yet.
/// </summary>
internal static class CancelImport
{
    private const string Request =
        """
        UPDATE imports SET cancel_requested = true
        WHERE id = @id AND finished_at IS NULL AND state IN ('receiving', 'generating', 'proving')
        """;

    public static async Task<Results<Ok<Import>, ProblemHttpResult>> HandleAsync(
        long id, ClaimsPrincipal user, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var isRequested = await connection.ExecuteAsync(new CommandDefinition(Request, new { id }, transaction, cancellationToken: cancellationToken)) > 0;
        if (await Import.FindAsync(connection, id, cancellationToken) is not { } import)
            return ShowImport.Unknown;
        if (!isRequested)
        {
            return TypedResults.Problem(
                import.FinishedAt is null ? "Its codes are being added already. Withdraw them when it is completed." : $"It is {import.State} already.",
                statusCode: StatusCodes.Status409Conflict);
        }
        await AuditLog.WriteAsync(
            transaction, new AuditEntry(user.PrincipalId(), "import.cancel", "campaign", import.CampaignId, import, After: null), time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(import);
    }
}
