using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Issuance.Pools;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Inventory;

/// <summary>Codes of a campaign that were taken back.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Withdrawn">How many codes this call has taken back.</param>
/// <param name="Issued">How many codes of the campaign are issued; those stay with their customers.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">UTC.</param>
public sealed record Withdrawal(string CampaignId, long Withdrawn, long Issued, string Reason, DateTime At);

/// <summary>
/// Takes back all codes of a campaign that are not issued. When the answer comes, none of them will ever be: the ledger refuses even claims that are
/// under way. It says so in PostgreSQL, in one step; Redis follows, and if it cannot, the next claim makes it.
/// </summary>
public sealed class WithdrawCodes(NpgsqlDataSource dataSource, PoolRebuilder rebuilder, ILogger<WithdrawCodes> logger, TimeProvider time)
{
    private const string IsBeingAddedTo =
        "SELECT id FROM imports WHERE campaign_id = @campaignId AND finished_at IS NULL AND state = 'committing' LIMIT 1";

    /// <summary>Waits for whoever is adding codes, so that the next statement sees all that last_seq speaks of.</summary>
    private const string LockPool = "SELECT last_seq FROM pools WHERE campaign_id = @campaignId FOR UPDATE";

    private static readonly string Withdraw = EmbeddedText.Beside<WithdrawCodes>("withdraw_codes.sql");

    public static async Task<Results<Ok<Withdrawal>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string campaignId, HttpRequest request, ClaimsPrincipal user, WithdrawCodes withdraw, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["reason"], cancellationToken);
        var reason = body.Require("reason").Text("reason");
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        return await withdraw.WithdrawAsync(campaignId, reason!, user.PrincipalId(), cancellationToken);
    }

    private async Task<Results<Ok<Withdrawal>, ValidationProblem, ProblemHttpResult>> WithdrawAsync(
        string campaignId, string reason, string user, CancellationToken cancellationToken)
    {
        Withdrawal withdrawal;
        await using (var poolLock = await PoolLock.TakeAsync(dataSource, campaignId, cancellationToken))
        {
            await using var transaction = await poolLock.Connection.BeginTransactionAsync(cancellationToken);
            CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);

            if (await transaction.Connection!.QuerySingleOrDefaultAsync<long?>(Command(LockPool, new { campaignId })) is null)
                return TypedResults.Problem($"Campaign '{campaignId}' never had a code.", statusCode: StatusCodes.Status404NotFound);
            if (await transaction.Connection!.QuerySingleOrDefaultAsync<long?>(Command(IsBeingAddedTo, new { campaignId })) is { } import)
                return TypedResults.Problem($"Import {import} is adding codes. Withdraw when it is completed.", statusCode: StatusCodes.Status409Conflict);
            var now = time.GetUtcNow();
            var (withdrawn, issued) = await transaction.Connection!.QuerySingleAsync<(long, long)>(
                Command(Withdraw, new { campaignId, reason, user, now = now.UtcDateTime }));
            withdrawal = new Withdrawal(campaignId, withdrawn, issued, reason, now.UtcDateTime);
            await AuditLog.WriteAsync(transaction, new AuditEntry(user, "codes.withdraw", "campaign", campaignId, Before: null, withdrawal), now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await TryRebuildAsync(campaignId);
        return TypedResults.Ok(withdrawal);
    }

    private async Task TryRebuildAsync(string campaignId)
    {
        try
        {
            await rebuilder.RebuildAsync(campaignId);
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            // The ledger refuses what Redis still has; the first claim that it refuses has the pool rebuilt.
            PoolLog.RoundFailed(logger, error, campaignId);
        }
    }
}
