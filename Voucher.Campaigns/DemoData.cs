using Dapper;
using Npgsql;

namespace Voucher.Campaigns;

/// <summary>Campaigns to try the platform with. In Development only: they are open to distributors whose tokens are public.</summary>
internal static class DemoData
{
    /// <summary>A campaign that is there already is left as it is, whatever a developer has made of it.</summary>
    private const string Statement =
        """
        WITH demo (id, name, merchant_id, category_id, end_at, distributor_ids) AS (VALUES
            ('CAMP-BETATHOME-001', 'bet-at-home free bet', 'MERCH-BETATHOME', 'PAY', timestamptz '2027-03-31T23:59:59Z', ARRAY['DIST-001', 'DIST-002']),
            ('CAMP-STEAM-001', 'Steam wallet bonus', 'MERCH-STEAM', 'GAM', NULL, ARRAY['DIST-001']),
            ('CAMP-EMPTY-001', 'A campaign without codes', 'MERCH-EMPTY', 'TRV', NULL, ARRAY['DIST-001', 'DIST-002']),
            ('CAMP-PAPER-001', 'Magazine for a year', 'MERCH-BETATHOME', 'MAG', NULL, ARRAY['DIST-001', 'DIST-002'])),
        category AS (
            INSERT INTO categories (id, description) VALUES ('MAG', 'Magazines') ON CONFLICT (id) DO NOTHING),
        added AS (
            INSERT INTO campaigns (id, name, merchant_id, end_at, time_zone, acquisition, product_format, product_id, terms)
            SELECT id, name, merchant_id, end_at, 'Europe/Berlin',
                CASE category_id WHEN 'MAG' THEN 'bought' ELSE 'free' END, CASE category_id WHEN 'MAG' THEN 'paper' ELSE 'digital' END,
                CASE category_id WHEN 'MAG' THEN 'MAGAZINE-YEAR' END, 'One voucher for each customer. Not to be paid out in cash.' FROM demo
            ON CONFLICT (id) DO NOTHING RETURNING id),
        categorised AS (
            INSERT INTO campaign_categories (campaign_id, category_id) SELECT id, category_id FROM demo JOIN added USING (id))
        INSERT INTO campaign_distributors (campaign_id, distributor_id) SELECT id, unnest(distributor_ids) FROM demo JOIN added USING (id)
        """;

    public static async Task AddAsync(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync(Statement);
    }
}
