using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Events;
using Voucher.Issuance.Tests.Vouchers;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.People;

public sealed class ErasePersonTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Nothing = """{"holders":0,"products":0,"events":0,"reported_vouchers":0}""";

    private readonly IssuanceService service = fixture.Service;

    private Task<string> LedgerAsync(HeldVoucher voucher) => service.ReadAsync<string>(
        "SELECT one::text FROM issued_vouchers AS one WHERE campaign_id = @CampaignId AND seq = @Seq", new { voucher.CampaignId, voucher.Seq });

    [Fact]
    public async Task Of_an_account_that_is_erased_there_is_no_trace_anywhere_and_the_ledger_is_as_it_was()
    {
        var person = new KnownPerson(service);
        HeldVoucher[] vouchers = [await person.RedeemAsync(), await person.RedeemAsync()];
        await person.ReportAsync("REFERRED", 1_000, $$$""","referrerId":"{{{person.Account.ToUpperInvariant()}}}","custom":{"of":"{{{person.Secret}}}"}""");
        Assert.Equal(["account_products", "events", "reported_vouchers", "voucher_holders"], await person.TablesWithAsync(person.Account));
        Assert.Equal(["reported_vouchers", "voucher_holders"], await person.TablesWithAsync(person.Secret));
        var before = (await LedgerAsync(vouchers[0]), await LedgerAsync(vouchers[1]));

        Assert.Equal("""{"holders":2,"products":2,"events":2,"reported_vouchers":3}""", await person.EraseAsync($"accounts/{person.Account.ToUpperInvariant()}"));

        Assert.Empty(await person.TablesWithAsync(person.Account));
        Assert.Empty(await person.TablesWithAsync(person.Secret));
        Assert.Equal(before, (await LedgerAsync(vouchers[0]), await LedgerAsync(vouchers[1])));
        Assert.Equal(2, await service.ReadAsync<int>("SELECT count(*) FROM account_products WHERE merchant_id = @Merchant", new { person.Merchant }));
        Assert.Equal("""{"voucherCode":"REFERRED","value":5}""", await person.ReportedAsync("REFERRED"));
        Assert.Equal(
            $$"""{"account_id": null, "voucher_id": "{{vouchers[0].Id}}"}""",
            await service.ReadAsync<string>("SELECT data::text FROM events WHERE campaign_id = @CampaignId", new { vouchers[0].CampaignId }));
    }

    [Fact]
    public async Task To_erase_again_or_what_is_not_there_is_no_error_and_finds_nothing()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        Assert.NotEqual(Nothing, await person.EraseAsync($"accounts/{person.Account}"));
        Assert.Equal(Nothing, await person.EraseAsync($"accounts/{person.Account}"));
        Assert.Equal(Nothing, await person.EraseAsync($"vouchers/{voucher.Id}"));
        Assert.Equal(Nothing, await person.EraseAsync("accounts/nobody"));
    }

    [Fact]
    public async Task What_is_somebody_elses_stays()
    {
        var (person, other) = (new KnownPerson(service), new KnownPerson(service));
        var (voucher, others) = (await person.RedeemAsync(), await other.RedeemAsync());
        // By chance another merchant has told of a voucher of the same code.
        await other.ReportAsync(voucher.Code, 1_000, $$$""","custom":{"name":"{{{other.Secret}}}"}""");
        await person.ReportAsync("ELSE", 1_000, ""","referrerId":"SOMEBODY","custom":{}""");

        await person.EraseAsync($"accounts/{person.Account}");
        await person.EraseAsync($"vouchers/{voucher.Id}");

        Assert.Equal(["account_products", "events", "voucher_holders"], await other.TablesWithAsync(other.Account));
        Assert.Contains(other.Secret, await other.ReportedAsync(voucher.Code), StringComparison.Ordinal);
        Assert.Contains(other.Secret, await other.ReportedAsync(others.Code), StringComparison.Ordinal);
        Assert.Equal("""{"voucherCode":"ELSE","referrerId":"SOMEBODY","value":5,"custom":{}}""", await person.ReportedAsync("ELSE"));
    }

    [Fact]
    public async Task By_a_voucher_what_is_known_with_it_is_erased_and_no_more()
    {
        var person = new KnownPerson(service);
        var (voucher, other) = (await person.RedeemAsync(), await person.RedeemAsync());

        Assert.Equal("""{"holders":1,"products":1,"events":1,"reported_vouchers":1}""", await person.EraseAsync($"vouchers/{voucher.Id}"));

        Assert.Null((await service.NowAsync(voucher)).AccountId);
        Assert.Null((await service.NowAsync(voucher)).CustomerName);
        Assert.Equal(person.Account, (await service.NowAsync(other)).AccountId);
        Assert.Equal($$"""{"voucherCode":"{{voucher.Code}}","value":5}""", await person.ReportedAsync(voucher.Code));
        Assert.Contains(person.Secret, await person.ReportedAsync(other.Code), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vouchers/V999999-1")]
    [InlineData("vouchers/V1-999999")]
    [InlineData("vouchers/CODE")]
    public async Task A_voucher_that_there_is_not_is_404(string path)
    {
        var person = new KnownPerson(service);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), ((await person.CallAsync(HttpMethod.Delete, path)).Status, (await person.CallAsync(HttpMethod.Get, path)).Status));
    }

    [Fact]
    public async Task The_log_of_changes_has_who_erased_how_much_and_a_digest_in_the_accounts_place()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(person.Account)))}";
        await person.EraseAsync($"accounts/{person.Account.ToUpperInvariant()}");
        await person.EraseAsync($"accounts/{person.Account}");
        await person.EraseAsync($"vouchers/{voucher.Id}");

        using var client = service.ClientWith(TestTokens.OfOperator());
        var entry = Assert.Single((await client.GetFromJsonAsync<JsonElement>($"/admin/v1/audit/codes?subject={digest}")).GetProperty("items").EnumerateArray());

        Assert.Equal(("OPERATOR-7", "person.erase", "account"), (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString(), entry.GetProperty("subject_kind").GetString()));
        Assert.Equal(1, entry.GetProperty("after").GetProperty("holders").GetInt32());
        Assert.Empty(await person.TablesWithAsync(person.Account));
        Assert.DoesNotContain("audit_entries", await person.TablesWithAsync(voucher.Id.ToString()));
    }

    [Fact]
    public async Task An_event_of_before_brings_nothing_back_and_one_of_after_is_news()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        var bare = await person.GiveOutAsync();
        await person.ReportAsync(bare.Code, 1_000, "");
        await person.EraseAsync($"vouchers/{voucher.Id}");
        await person.EraseAsync($"vouchers/{bare.Id}");

        var before = DateTimeOffset.UtcNow.AddMinutes(-1).ToUnixTimeMilliseconds();
        foreach (var code in (string[])[voucher.Code, bare.Code])
        {
            await person.ReportAsync(code, before, ""","referrerId":"R","custom":{"a":1},"currency":"EUR" """);
            Assert.Equal($$"""{"voucherCode":"{{code}}","value":5,"currency":"EUR"}""", await person.ReportedAsync(code));
        }
        await person.ReportAsync(voucher.Code, DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds(), ""","referrerId":"R" """);
        Assert.Equal($$"""{"voucherCode":"{{voucher.Code}}","referrerId":"R","value":5,"currency":"EUR"}""", await person.ReportedAsync(voucher.Code));
    }

    [Fact]
    public async Task An_event_that_is_dated_into_the_future_does_not_come_back_when_it_is_sent_again()
    {
        var person = new KnownPerson(service);
        var future = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();
        var said = $$$""","referrerId":"{{{person.Account}}}","custom":{"a":1}""";
        await person.ReportAsync("FUTURE", future, said);
        await person.EraseAsync($"accounts/{person.Account}");
        await person.ReportAsync("FUTURE", future, said);
        Assert.Equal("""{"voucherCode":"FUTURE","value":5}""", await person.ReportedAsync("FUTURE"));
    }

    [Fact]
    public async Task What_an_event_tells_is_erased_also_when_it_is_just_being_written_down()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        await person.TellAsync(voucher, data: null);
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            "UPDATE events SET data = jsonb_build_object('account_id', @Account::text) WHERE campaign_id = @CampaignId AND data IS NULL",
            new { person.Account, voucher.CampaignId }, transaction);

        var erasing = person.EraseAsync($"accounts/{person.Account}");
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));
        await transaction.CommitAsync();

        Assert.Contains("\"events\":2", await erasing, StringComparison.Ordinal);
        Assert.Empty(await person.TablesWithAsync(person.Account));
    }

    [Fact]
    public async Task Who_had_read_an_event_before_the_erasure_writes_it_down_without_the_account()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        await person.TellAsync(voucher, data: null);
        var id = await service.ReadAsync<Guid>("SELECT id FROM events WHERE campaign_id = @CampaignId AND data IS NULL", new { voucher.CampaignId });
        await person.EraseAsync($"accounts/{person.Account}");
        await using var connection = await service.Database.OpenConnectionAsync();

        var read = new
        {
            ids = (Guid[])[id],
            types = (string[])["voucher_user_product_created"],
            merchants = (string[])[person.Merchant],
            data = (string[])[$$"""{"account_id":"{{person.Account}}","voucher_id":"V"}"""],
            now = DateTime.UtcNow,
            giveUpAt = DateTime.UtcNow,
        };
        await connection.ExecuteAsync(EmbeddedText.Beside<SpreadEvents>("spread_events.sql"), read);

        Assert.Equal("""{"account_id": null, "voucher_id": "V"}""", await service.ReadAsync<string>("SELECT data::text FROM events WHERE id = @id", new { id }));
        Assert.Empty(await person.TablesWithAsync(person.Account));
    }

    [Fact]
    public async Task While_Campaigns_is_away_nothing_is_erased_and_the_operator_is_asked_to_come_again()
    {
        var person = new KnownPerson(service);
        await using (var connection = await service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "INSERT INTO voucher_holders (campaign_id, seq, account_id, recorded_at) VALUES (@campaign, 1, @Account, now())",
                new { campaign = $"CAMP-{Guid.NewGuid():N}", person.Account });
        }
        service.Campaigns.FailWith = 500;
        var (status, body) = await person.CallAsync(HttpMethod.Delete, $"accounts/{person.Account}");
        service.Campaigns.Resume();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 503), (status, body.GetProperty("status").GetInt32()));
        Assert.Equal(["voucher_holders"], await person.TablesWithAsync(person.Account));
        Assert.Equal("""{"holders":1,"products":0,"events":0,"reported_vouchers":0}""", await person.EraseAsync($"accounts/{person.Account}"));
    }

    [Fact]
    public async Task Only_operators_may_and_parameters_are_refused()
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant("MERCH"));
        using var operators = service.ClientWith(TestTokens.OfOperator());
        foreach (var path in (string[])["accounts/585a4768edce2c5e6f000001", "vouchers/V1-1"])
        {
            using var forbidden = await merchant.DeleteAsync($"/admin/v1/people/{path}");
            using var read = await merchant.GetAsync($"/admin/v1/people/{path}");
            using var wrong = await operators.DeleteAsync($"/admin/v1/people/{path}?all=true");
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.BadRequest), (forbidden.StatusCode, read.StatusCode, wrong.StatusCode));
        }
    }
}
