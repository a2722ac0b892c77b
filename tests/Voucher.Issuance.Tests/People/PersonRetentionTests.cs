using Dapper;
using Voucher.Issuance.People;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.People;

public sealed class PersonRetentionTests : IAsyncLifetime
{
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync(settings: [("PersonRetention", "100.00:00:00")]);

    public async Task DisposeAsync() => await service.DisposeAsync();

    private async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Makes all that is a person's with a voucher look as if it had been written so many days ago.</summary>
    private Task AgeAsync(HeldVoucher voucher, int days) => ExecuteAsync(
        """
        UPDATE voucher_holders SET recorded_at = now() - @days * interval '1 day' WHERE campaign_id = @CampaignId AND seq = @Seq;
        UPDATE account_products SET created_at = now() - @days * interval '1 day' WHERE campaign_id = @CampaignId AND seq = @Seq;
        """,
        new { days, voucher.CampaignId, voucher.Seq });

    [Fact]
    public async Task What_is_old_enough_is_erased_as_an_operator_would_and_what_is_not_stays()
    {
        var (old, young) = (new KnownPerson(service), new KnownPerson(service));
        var (oldVoucher, youngVoucher) = (await old.RedeemAsync(), await young.RedeemAsync());
        await AgeAsync(oldVoucher, 101);
        await AgeAsync(youngVoucher, 99);

        Assert.Equal(1, await service.Get<PersonRetention>().RunOnceAsync(default));

        Assert.Empty(await old.TablesWithAsync(old.Account));
        Assert.Empty(await old.TablesWithAsync(old.Secret));
        Assert.Equal(["account_products", "events", "voucher_holders"], await young.TablesWithAsync(young.Account));
        Assert.Contains(young.Secret, await young.ReportedAsync(youngVoucher.Code), StringComparison.Ordinal);
        Assert.Equal(0, await service.Get<PersonRetention>().RunOnceAsync(default));
    }

    [Fact]
    public async Task Vouchers_that_nothing_is_told_of_any_more_lose_what_is_a_persons()
    {
        var person = new KnownPerson(service);
        await person.ReportAsync("OLD", 1_000, ""","referrerId":"R","custom":{"a":1}""");
        await person.ReportAsync("YOUNG", 1_000, ""","referrerId":"R","custom":{"a":1}""");
        await ExecuteAsync("UPDATE reported_vouchers SET updated_at = now() - interval '101 days' WHERE voucher_code = 'OLD'");

        Assert.Equal(1, await service.Get<PersonRetention>().RunOnceAsync(default));

        Assert.Equal("""{"voucherCode":"OLD","value":5}""", await person.ReportedAsync("OLD"));
        Assert.Equal("""{"voucherCode":"YOUNG","referrerId":"R","value":5,"custom":{"a":1}}""", await person.ReportedAsync("YOUNG"));
        Assert.Equal(0, await service.Get<PersonRetention>().RunOnceAsync(default));
    }

    [Fact]
    public async Task However_many_there_are_all_are_erased()
    {
        await ExecuteAsync(
            """
            INSERT INTO voucher_holders (campaign_id, seq, account_id, recorded_at)
            SELECT 'CAMP', number, md5(number::text), now() - interval '200 days' FROM generate_series(1, 1700) AS number;
            INSERT INTO account_products (id, merchant_id, account_id, campaign_id, seq, product_id, created_at)
            SELECT gen_random_uuid(), 'MERCH', md5(number::text), 'CAMP', number, 'P', now() - interval '200 days' FROM generate_series(1000, 2600) AS number;
            INSERT INTO reported_vouchers (merchant_id, voucher_code, fields, times, updated_at)
            SELECT 'MERCH', 'C-' || number, '{"voucherCode":"C","custom":"{}"}', '{"voucherCode":1,"custom":1}', now() - interval '200 days' FROM generate_series(1, 1200) AS number;
            """);

        Assert.Equal(3800, await service.Get<PersonRetention>().RunOnceAsync(default));

        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM voucher_holders"));
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM reported_vouchers WHERE fields ? 'custom'"));
        Assert.Equal((1601, 0), (await service.ReadAsync<int>("SELECT count(*) FROM account_products"), await service.ReadAsync<int>("SELECT count(account_id) FROM account_products")));
    }
}
