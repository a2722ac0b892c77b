using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Issuance.Imports;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Stock;

/// <summary>Changes below how many available codes a campaign counts as low.</summary>
internal static class ChangeThreshold
{
    private const string AddPool = "INSERT INTO pools (campaign_id) VALUES (@campaignId) ON CONFLICT DO NOTHING";
    private const string Lock = "SELECT low_at AS LowAt, revision AS Revision FROM pools WHERE campaign_id = @campaignId FOR UPDATE";
    private const string Change = "UPDATE pools SET low_at = @lowAt, revision = revision + 1 WHERE campaign_id = @campaignId";

    public static async Task<Results<Ok<CampaignStock>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string campaignId,
        HttpRequest request,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TakeStock takeStock,
        CampaignLookup campaigns,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["low_at"], cancellationToken);
        var lowAt = body.Number("low_at", 0, long.MaxValue);
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (await campaigns.UnknownAsync(request, campaignId) is { } unknown)
            return unknown;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string sql) => new(sql, new { campaignId, lowAt }, transaction, cancellationToken: cancellationToken);

        await connection.ExecuteAsync(Command(AddPool));
        var before = await connection.QuerySingleAsync<(long? LowAt, long Revision)>(Command(Lock));
        if (Revision.Hindrance(request, before.Revision, isRequired: true) is { } hindrance)
            return hindrance;
        if (body.Has("low_at") && before.LowAt != lowAt)
        {
            await connection.ExecuteAsync(Command(Change));
            await AuditLog.WriteAsync(
                transaction,
                new AuditEntry(user.PrincipalId(), "stock.change", "campaign", campaignId, new { before.LowAt }, new { LowAt = lowAt }),
                time.GetUtcNow(),
                cancellationToken);
        }
        var pool = (await PoolStock.ReadAsync(connection, campaignId, after: null, limit: 1, cancellationToken))[0];
        var answer = await ShowStock.AnswerAsync(connection, pool, request.HttpContext.Response, takeStock, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return answer;
    }
}
