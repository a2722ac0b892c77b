using Dapper;
using Npgsql;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Stock;

/// <summary>A campaign's codes as PostgreSQL knows them.</summary>
public sealed record PoolStock(string CampaignId, long Imported, long Issued, long Withdrawn, long? OwnLowAt, string Level, long Revision)
{
    private static readonly string Select = EmbeddedText.Beside<PoolStock>("pool_stock.sql");

    /// <summary>Codes that have no voucher and were not taken back, those in flight among them.</summary>
    public long Unissued => Imported - Issued - Withdrawn;

    /// <summary>A campaign that never had a code.</summary>
    public static PoolStock None(string campaignId) => new(campaignId, Imported: 0, Issued: 0, Withdrawn: 0, OwnLowAt: null, StockLevels.Depleted, Revision: 1);

    /// <summary>Below how many available codes it is low.</summary>
    public long LowAt(double defaultShare) => OwnLowAt ?? StockLevels.DefaultThreshold(Imported, Withdrawn, defaultShare);

    /// <summary>The stock of campaigns by id.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="campaignId">This one only; null for all.</param>
    /// <param name="after">Those behind this id; null from the first.</param>
    /// <param name="limit">How many at most; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<IReadOnlyList<PoolStock>> ReadAsync(
        NpgsqlConnection connection, string? campaignId, string? after, int? limit, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<PoolStock>(
            new CommandDefinition(Select, new { campaignId, after, limit }, cancellationToken: cancellationToken))).AsList();
}
