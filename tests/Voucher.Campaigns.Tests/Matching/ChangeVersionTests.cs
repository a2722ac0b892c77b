using Dapper;
using Npgsql;

namespace Voucher.Campaigns.Tests.Matching;

public class ChangeVersionTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    [Theory]
    [InlineData("INSERT INTO categories VALUES ('NEW', '')")]
    [InlineData("UPDATE categories SET description = 'x' WHERE id = 'PAY'")]
    [InlineData("DELETE FROM categories WHERE id = 'MOB'")]
    [InlineData("INSERT INTO campaigns (id, name, merchant_id) VALUES ('BY-HAND', '', '')")]
    [InlineData("UPDATE campaigns SET priority = 7 WHERE id = 'CHANGED'")]
    [InlineData("DELETE FROM campaigns WHERE id = 'DELETED'")]
    [InlineData("INSERT INTO campaign_categories VALUES ('CHANGED', 'GAM')")]
    [InlineData("DELETE FROM campaign_categories WHERE campaign_id = 'CHANGED'")]
    [InlineData("INSERT INTO campaign_distributors VALUES ('CHANGED', 'DIST-002')")]
    [InlineData("UPDATE campaign_distributors SET distributor_id = 'DIST-003' WHERE campaign_id = 'CHANGED'")]
    [InlineData("DELETE FROM campaign_distributors WHERE campaign_id = 'CHANGED'")]
    [InlineData("TRUNCATE campaign_distributors")]
    [InlineData("TRUNCATE campaign_categories")]
    public async Task A_change_by_hand_raises_the_version_in_its_own_transaction(string sql)
    {
        await campaigns.ExecuteAsync(
            """
            INSERT INTO campaigns (id, name, merchant_id) VALUES ('CHANGED', '', ''), ('DELETED', '', '') ON CONFLICT DO NOTHING;
            INSERT INTO campaign_categories VALUES ('CHANGED', 'PAY') ON CONFLICT DO NOTHING;
            INSERT INTO campaign_distributors VALUES ('CHANGED', 'DIST-001') ON CONFLICT DO NOTHING;
            """);
        var before = await campaigns.VersionAsync();
        await using var connection = await campaigns.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(sql, transaction: transaction);

        Assert.True(await ReadAsync(connection, transaction) > before);
        Assert.Equal(before, await campaigns.VersionAsync());

        await transaction.RollbackAsync();
        Assert.Equal(before, await campaigns.VersionAsync());
    }

    [Fact]
    public async Task Changes_at_the_same_time_neither_deadlock_nor_share_a_version()
    {
        const int Writers = 8, ChangesEach = 25;
        await campaigns.AddCampaignAsync("LEFT", "TRV");
        await campaigns.AddCampaignAsync("RIGHT", "TRV");
        var before = await campaigns.VersionAsync();

        var writers = Enumerable.Range(0, Writers).Select(async writer =>
        {
            var versions = new List<long>();
            for (var change = 0; change < ChangesEach; change++)
                versions.Add(await ChangeBothAsync(writer % 2 == 0 ? ("LEFT", "RIGHT") : ("RIGHT", "LEFT")));
            Assert.Equal(versions.Order(), versions);
            return versions;
        });
        var all = (await Task.WhenAll(writers)).SelectMany(versions => versions).ToList();

        // Each transaction has two statements, which raise it once each.
        Assert.Equal(Enumerable.Range(1, Writers * ChangesEach).Select(change => before + (2 * change)), all.Order());
        Assert.Equal(before + (2 * Writers * ChangesEach), await campaigns.VersionAsync());
    }

    [Fact]
    public async Task Nothing_changes_while_there_is_no_version_to_raise()
    {
        await using var connection = await campaigns.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("DELETE FROM change_version", transaction: transaction);

        var error = await Assert.ThrowsAsync<PostgresException>(
            () => connection.ExecuteAsync("INSERT INTO categories VALUES ('LOST', '')", transaction: transaction));
        Assert.Equal(PostgresErrorCodes.RaiseException, error.SqlState);
    }

    private async Task<long> ChangeBothAsync((string First, string Second) campaign)
    {
        await using var connection = await campaigns.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("UPDATE campaigns SET priority = priority + 1 WHERE id = @First", new { campaign.First }, transaction);
        await connection.ExecuteAsync("UPDATE campaigns SET priority = priority + 1 WHERE id = @Second", new { campaign.Second }, transaction);
        var version = await ReadAsync(connection, transaction);
        await transaction.CommitAsync();
        return version;
    }

    private static Task<long> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        connection.QuerySingleAsync<long>("SELECT version FROM change_version", transaction: transaction);
}
