using Dapper;
using Npgsql;
using Voucher.Campaigns.Changes;
using Voucher.ServiceDefaults;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Which campaigns to read; null is any.</summary>
internal sealed record CampaignFilter(
    string? Id = null, string? State = null, string? MerchantId = null, string? CategoryId = null, string? DistributorId = null, string? After = null,
    int HowMany = 1)
{
    /// <summary>Named as in <c>read_campaigns.sql</c>.</summary>
    public object Parameters => new
    {
        id = Id,
        state = State,
        merchant_id = MerchantId,
        category_id = CategoryId,
        distributor_id = DistributorId,
        after = After,
        how_many = HowMany,
    };
}

/// <summary>Reads campaigns as operators see them.</summary>
internal static class ReadCampaigns
{
    private static readonly string Statement = EmbeddedText.Beside<CampaignRow>("read_campaigns.sql");

    public static async Task<List<Campaign>> ReadAsync(NpgsqlDataSource database, CampaignFilter filter, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<CampaignRow>(
            new CommandDefinition(Statement, filter.Parameters, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToCampaign())];
    }

    /// <summary>A campaign as the change finds it, or null.</summary>
    public static async Task<Campaign?> ReadAsync(CatalogueChange change, string id, CancellationToken cancellationToken)
    {
        var rows = await change.QueryAsync<CampaignRow>(Statement, new CampaignFilter(id).Parameters, cancellationToken);
        return rows.SingleOrDefault()?.ToCampaign();
    }
}
