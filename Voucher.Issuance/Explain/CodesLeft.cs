using Dapper;
using Npgsql;

namespace Voucher.Issuance.Explain;

/// <summary>Tells which campaigns have codes.</summary>
internal static class CodesLeft
{
    /// <summary>Codes up to issued_through are issued or withdrawn; each fill of a pool raises it, so few codes beyond it are.</summary>
    private const string Statement =
        """
        SELECT campaign_id FROM pools
        WHERE campaign_id = ANY (@campaignIds) AND EXISTS (
            SELECT FROM codes
            WHERE codes.campaign_id = pools.campaign_id AND codes.seq > pools.issued_through AND NOT EXISTS (
                SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = codes.campaign_id AND issued.seq = codes.seq))
        """;

    /// <summary>Those of the campaigns that have a code without a voucher; it may be in flight just now.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(
        NpgsqlDataSource database, IEnumerable<string> campaignIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var having = await connection.QueryAsync<string>(
            new CommandDefinition(Statement, new { campaignIds = campaignIds.ToArray() }, cancellationToken: cancellationToken));
        return having.ToHashSet(StringComparer.Ordinal);
    }
}
