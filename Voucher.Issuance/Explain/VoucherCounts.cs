using Dapper;
using Npgsql;
using Voucher.Issuance.Matching;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Explain;

/// <summary>Who would ask for a voucher.</summary>
/// <param name="DistributorId">The distributor.</param>
/// <param name="TerminalId">Its terminal; null when the operator names none.</param>
internal sealed record Till(string DistributorId, string? TerminalId);

/// <summary>The vouchers that a campaign's limits are about at a moment, as the ledger counts them.</summary>
/// <param name="CampaignId">The campaign's.</param>
/// <param name="Total">All of them.</param>
/// <param name="OfDay">Those of the campaign's day.</param>
/// <param name="OfDistributor">The distributor's among them.</param>
/// <param name="OfTerminal">Its terminal's among them; 0 when none is named.</param>
/// <param name="OthersAreActive">Whether other distributors were served on the day or the day before.</param>
internal sealed record VoucherCounts(string CampaignId, long Total, long OfDay, long OfDistributor, long OfTerminal, bool OthersAreActive)
{
    private static readonly string Statement = EmbeddedText.Beside<VoucherCounts>("count_vouchers.sql");

    /// <summary>The counts of those of the campaigns that have limits, by campaign.</summary>
    public static async Task<IReadOnlyDictionary<string, VoucherCounts>> OfAsync(
        NpgsqlDataSource database, IEnumerable<CampaignVerdict> campaigns, Till till, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limited = campaigns.Where(campaign => campaign.Limits is not null).ToList();
        if (limited.Count == 0)
            return new Dictionary<string, VoucherCounts>();
        var parameters = new
        {
            campaignIds = limited.Select(campaign => campaign.CampaignId).ToArray(),
            days = limited.Select(campaign => CampaignDay.Of(now, campaign.TimeZone)).ToArray(),
            distributorId = till.DistributorId,
            terminalId = till.TerminalId,
        };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var counts = await connection.QueryAsync<VoucherCounts>(new CommandDefinition(Statement, parameters, cancellationToken: cancellationToken));
        return counts.ToDictionary(count => count.CampaignId, StringComparer.Ordinal);
    }
}
