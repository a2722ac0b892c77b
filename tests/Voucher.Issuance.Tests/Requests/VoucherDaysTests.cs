using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Requests;

/// <summary>What a campaign says of its vouchers' days is kept with each voucher, and the till is told the end.</summary>
public sealed class VoucherDaysTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    [Fact]
    public async Task A_voucher_keeps_its_days_whatever_the_campaign_says_later()
    {
        var service = fixture.Service;
        var campaign = await service.AddCampaignAsync(codes: 5);
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign, endAt: DateTimeOffset.UtcNow.AddYears(1)) with
        {
            Activation = new VoucherDay(new DateOnly(2027, 1, 1), null),
            Validity = new VoucherDay(new DateOnly(2027, 6, 30), null),
        });
        using var till = service.ClientOf("DIST-DAYS");

        using var answer = await IssuanceService.RequestAsync(till, "DIST-DAYS", campaign, key: "K");
        Assert.Equal("2027-06-30T21:59:59Z", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("expiry_date").GetString());
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign));
        using var replay = await IssuanceService.RequestAsync(till, "DIST-DAYS", campaign, key: "K");
        Assert.Equal(await answer.Content.ReadAsStringAsync(), await replay.Content.ReadAsStringAsync());

        var usableFrom = await service.ReadAsync<DateTime>("SELECT usable_from FROM issued_vouchers WHERE campaign_id = @campaign", new { campaign });
        Assert.Equal("2026-12-31 23:00:00", usableFrom.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
    }
}
