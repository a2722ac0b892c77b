using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Voucher.Issuance.Pools;
using Voucher.Issuance.Stock;
using Voucher.Issuance.Tests.Imports;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Stock;

/// <summary>What operators are told of a campaign's codes adds up at any time.</summary>
public sealed class StockTests(SmallPools fixture) : IClassFixture<SmallPools>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task Stock_tells_what_was_imported_issued_and_withdrawn_and_where_the_rest_is()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 30);
        using var till = service.ClientOf("DIST-1");
        for (var i = 0; i < 4; i++)
            await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        await service.ClaimAsync(campaign);
        await Eventually.IsTrueAsync(async () => (await StockAsync(client, campaign)).GetProperty("in_flight").GetInt64() == 1);

        var stock = await StockAsync(client, campaign);
        Assert.Equal(
            (30, 25, 4, 0, 0),
            (Number(stock, "imported"), Number(stock, "available"), Number(stock, "issued"), Number(stock, "withdrawn"), Number(stock, "redeemed")));
        Assert.InRange(Number(stock, "in_redis"), 5, 10);
        Assert.Equal(("ok", 3), (stock.GetProperty("level").GetString(), Number(stock, "low_at")));

        await client.WithdrawAsync(campaign);
        await service.AddCodesAsync(campaign, 31, 2);
        stock = await StockAsync(client, campaign);
        Assert.Equal(
            (32, 2, 4, 26, "ok", 1),
            (Number(stock, "imported"), Number(stock, "available"), Number(stock, "issued"), Number(stock, "withdrawn"), stock.GetProperty("level").GetString(), Number(stock, "low_at")));
    }

    [Fact]
    public async Task Issued_codes_are_counted_right_beyond_and_below_the_mark_of_what_is_all_issued()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 40);
        using var till = service.ClientOf("DIST-1");
        for (var i = 1; i <= 25; i++)
        {
            await IssuanceService.RequestAsync(till, "DIST-1", campaign);
            await service.Get<PoolFiller>().FillAsync(campaign);
            Assert.Equal(i, Number(await StockAsync(client, campaign), "issued"));
        }
        Assert.True(await service.ReadAsync<long>("SELECT issued_through FROM pools WHERE campaign_id = @campaign", new { campaign }) > 10);
    }

    [Fact]
    public async Task A_campaign_without_codes_has_none_and_an_unknown_one_is_not_found()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var stock = await StockAsync(client, campaign);
        Assert.Equal((0, 0, "depleted"), (Number(stock, "imported"), Number(stock, "available"), stock.GetProperty("level").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/admin/v1/campaigns/CAMP-NONE/stock")).StatusCode);
    }

    [Fact]
    public async Task The_list_has_every_campaign_once_over_its_pages()
    {
        using var client = service.Operator();
        var campaigns = new[] { await service.AddCampaignAsync(codes: 1), await service.AddCampaignAsync(codes: 2), await service.AddCampaignAsync(codes: 3) };

        var seen = new List<string>();
        for (string? query = ""; query is not null;)
        {
            using var page = JsonDocument.Parse(await client.GetStringAsync($"/admin/v1/stock?limit=2{query}"));
            seen.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("campaign_id").GetString()!));
            query = page.RootElement.GetProperty("next_cursor").GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }

        Assert.Equal(seen.Distinct().Count(), seen.Count);
        Assert.Superset(campaigns.ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public async Task A_threshold_is_changed_by_who_has_seen_the_present_one()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 10);
        using var seen = await client.GetAsync($"/admin/v1/campaigns/{campaign}/stock");
        Assert.Equal("\"1\"", seen.Headers.ETag!.Tag);

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await PatchAsync(client, campaign, """{"low_at":11}""", null)).StatusCode);
        using var changed = await PatchAsync(client, campaign, """{"low_at":11}""", "\"1\"");
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag!.Tag));
        var stock = (await changed.Content.ReadFromJsonAsync<JsonElement>())!;
        Assert.Equal(("low", 11), (stock.GetProperty("level").GetString(), Number(stock, "low_at")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await PatchAsync(client, campaign, """{"low_at":5}""", "\"1\"")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PatchAsync(client, campaign, """{"low_at":-1}""", "\"2\"")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PatchAsync(client, campaign, """{"lowat":1}""", "\"2\"")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PatchAsync(client, "CAMP-NONE", """{"low_at":1}""", "*")).StatusCode);

        using var reset = await PatchAsync(client, campaign, """{"low_at":null}""", "\"2\"");
        Assert.Equal(1, Number((await reset.Content.ReadFromJsonAsync<JsonElement>())!, "low_at"));
        var audit = await client.GetStringAsync($"/admin/v1/audit/codes?subject={campaign}");
        Assert.Contains("\"action\":\"stock.change\",\"subject_kind\":\"campaign\",\"subject_id\":\"" + campaign + "\",\"before\":{\"low_at\":11},\"after\":{\"low_at\":null}", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_processes_one_tells_once_that_a_campaign_is_low_depleted_and_filled_again()
    {
        var told = new ConcurrentQueue<string>();
        await using var one = await IssuanceService.StartAsync(replace: services => Listen(services, told));
        await using var two = await IssuanceService.StartAsync(beside: one, replace: services => Listen(services, told));
        var campaign = await one.AddCampaignAsync(codes: 10);
        using var till = one.ClientOf("DIST-1");
        async Task LookAsync()
        {
            for (var i = 0; i < 2; i++)
                await Task.WhenAll(one.Get<StockWatch>().RunOnceAsync(default), two.Get<StockWatch>().RunOnceAsync(default));
        }

        await LookAsync();
        Assert.Empty(told);
        for (var i = 0; i < 9; i++)
            await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        await LookAsync();
        Assert.Empty(told);
        await one.ReadAsync<object>("UPDATE pools SET low_at = 2 WHERE campaign_id = @campaign", new { campaign });
        await LookAsync();
        await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        await using (var connection = await one.Database.OpenConnectionAsync())
        await using (var hold = await connection.BeginTransactionAsync())
        {
            // Both have seen the earlier level by the time that one of them may move it.
            await using (var pool = new Npgsql.NpgsqlCommand("SELECT FROM pools WHERE campaign_id = $1 FOR UPDATE", connection) { Parameters = { new() { Value = campaign } } })
                await pool.ExecuteNonQueryAsync();
            var looks = LookAsync();
            await Eventually.IsTrueAsync(() => one.ReadAsync<bool>(
                "SELECT count(*) = 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"));
            await hold.CommitAsync();
            await looks;
        }
        await one.AddCodesAsync(campaign, 11, 5);
        await LookAsync();

        Assert.Equal(
            [$"campaign_low Campaign {campaign} has 1 codes left", $"campaign_depleted Campaign {campaign} has no code left", $"campaign_filled Campaign {campaign} has 5 codes again"],
            told);
    }

    private static void Listen(IServiceCollection services, ConcurrentQueue<string> told)
    {
        services.RemoveAll<ILogger<StockWatch>>();
        services.AddSingleton<ILogger<StockWatch>>(new Listener(told));
    }

    private static async Task<JsonElement> StockAsync(HttpClient client, string campaign) =>
        await client.GetFromJsonAsync<JsonElement>($"/admin/v1/campaigns/{campaign}/stock");

    private static long Number(JsonElement stock, string field) => stock.GetProperty(field).GetInt64();

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient client, string campaign, string body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/admin/v1/campaigns/{campaign}/stock")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request);
    }

    private sealed class Listener(ConcurrentQueue<string> told) : ILogger<StockWatch>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue($"{eventId.Name} {formatter(state, exception)}");
    }
}
