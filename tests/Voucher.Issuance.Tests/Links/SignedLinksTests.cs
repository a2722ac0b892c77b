using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Voucher.Issuance.Links;
using Voucher.Issuance.Tests.Resource;
using Voucher.Issuance.Vouchers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Links;

public sealed class SignedLinksTests : IAsyncLifetime
{
    private const string Key = "a key of these tests that is long enough";
    private static readonly VoucherId Id = new(3, 42);

    private readonly SteppedClock clock = new(new DateTimeOffset(2026, 3, 20, 12, 0, 0, TimeSpan.Zero));
    private IssuanceService service = null!;
    private Shop shop = null!;

    public async Task InitializeAsync()
    {
        service = await IssuanceService.StartAsync(replace: clock.Use);
        shop = await Shop.OpenAsync(service);
    }

    public async Task DisposeAsync()
    {
        shop.Dispose();
        await service.DisposeAsync();
    }

    private SignedLinks LinksWith(SignedLinkOptions options) => new(Options.Create(options), clock);

    [Fact]
    public async Task A_link_opens_without_a_token_until_it_expires()
    {
        var told = await shop.AsDistributor.ReadAsync(shop.GivenOut(await shop.IssueAsync()));
        using var browser = service.CreateClient();
        foreach (var link in (string[])[told["barcode"]!, told["print_url"]!])
        {
            clock.Set(new DateTimeOffset(2026, 3, 20, 12, 0, 0, TimeSpan.Zero).AddHours(24).AddSeconds(-1));
            using var good = await browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.OK, good.StatusCode);
            Assert.True(good.Headers.CacheControl is { NoStore: true, Private: true });
            Assert.Equal(("no-referrer", "nosniff"), (Assert.Single(good.Headers.GetValues("Referrer-Policy")), Assert.Single(good.Headers.GetValues("X-Content-Type-Options"))));
            clock.Move(TimeSpan.FromSeconds(1));
            (await browser.ReadAsync(link)).AssertError(HttpStatusCode.Gone, "gone");
        }
    }

    [Fact]
    public async Task A_link_that_was_changed_is_403_also_when_it_has_expired()
    {
        var ids = await shop.IssueAsync([Shop.NewCode(), Shop.NewCode()]);
        var told = await shop.AsDistributor.ReadAsync(shop.GivenOut(ids[0]));
        var (barcode, print) = (told["barcode"]!, told["print_url"]!);
        using var browser = service.CreateClient();
        string[] changed =
        [
            barcode.Replace(ids[0], ids[1], StringComparison.Ordinal), barcode.Replace(ids[0], "nothing", StringComparison.Ordinal),
            barcode.Replace("/barcode", "/print", StringComparison.Ordinal), print.Replace("/print", "/barcode", StringComparison.Ordinal),
            barcode.Replace("expires=1", "expires=2", StringComparison.Ordinal), barcode.Replace("expires=1", "expires=-1", StringComparison.Ordinal),
            barcode.Replace("expires=1", "expires=99999999999999999999", StringComparison.Ordinal),
            barcode[..^1], $"{barcode}A", barcode[..^1] + (barcode[^1] == 'A' ? 'Q' : 'A'), barcode.Split("&signature")[0], barcode.Split("?expires")[0],
            barcode.Replace("signature=", "signature=%00", StringComparison.Ordinal),
        ];
        foreach (var link in changed)
        {
            var refused = await browser.ReadAsync(link);
            Assert.True(refused.Status is HttpStatusCode.Forbidden || (link.Contains("%00", StringComparison.Ordinal) && refused.Status == HttpStatusCode.BadRequest), link);
        }
        clock.Move(TimeSpan.FromDays(2));
        (await browser.ReadAsync(barcode)).AssertError(HttpStatusCode.Gone, "gone");
        (await browser.ReadAsync(barcode.Replace(ids[0], ids[1], StringComparison.Ordinal))).AssertError(HttpStatusCode.Forbidden, "forbidden");
    }

    [Theory]
    [InlineData("confirm_by = '2026-03-20T13:00:00Z'")]
    [InlineData("confirm_by = issued_at + interval '1 s', returned_at = issued_at + interval '2 s', return_number = 1")]
    public async Task A_link_to_what_is_nobodys_any_more_is_404(string set)
    {
        var id = await shop.IssueAsync();
        var told = await shop.AsDistributor.ReadAsync(shop.GivenOut(id));
        await service.ReadAsync<int>($"WITH set AS (UPDATE issued_vouchers SET {set} WHERE campaign_id = @Campaign RETURNING 1) SELECT count(*) FROM set", new { shop.Campaign });
        using var browser = service.CreateClient();
        (await browser.ReadAsync(told["barcode"]!)).AssertError(HttpStatusCode.NotFound, "not found");
        (await browser.ReadAsync(told["print_url"]!)).AssertError(HttpStatusCode.NotFound, "not found");
    }

    [Theory]
    [InlineData("&other=1", "other")]
    [InlineData("&size=63", "size")]
    [InlineData("&size=1025", "size")]
    [InlineData("&paper=a4", "paper")]
    [InlineData("&expires=1", "expires")]
    public async Task A_parameter_that_is_none_is_named(string more, string named)
    {
        var told = await shop.AsDistributor.ReadAsync(shop.GivenOut(await shop.IssueAsync()));
        using var browser = service.CreateClient();
        Assert.NotNull((await browser.ReadAsync(told["barcode"]! + more)).AssertError(HttpStatusCode.BadRequest, "invalid request", named));
    }

    [Fact]
    public void Another_key_signs_otherwise()
    {
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString("here") } }.Request;
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(LinksWith(new() { SigningKey = Key }).For(Id, request).Page).Query);

        Assert.Equal(LinkVerdict.Good, LinksWith(new() { SigningKey = Key }).Check(LinkPurpose.Print, Id, query["expires"], query["signature"]));
        Assert.Equal(LinkVerdict.Forged, LinksWith(new() { SigningKey = $"{Key}." }).Check(LinkPurpose.Print, Id, query["expires"], query["signature"]));
        Assert.Equal(LinkVerdict.Forged, LinksWith(new() { SigningKey = Key }).Check(LinkPurpose.Barcode, Id, query["expires"], query["signature"]));
        Assert.Equal(LinkVerdict.Forged, LinksWith(new() { SigningKey = Key }).Check(LinkPurpose.Print, Id, query["expires"], query["signature"] + "="));
    }

    [Theory]
    [InlineData(null, null, null, "http://service:5000/")]
    [InlineData(null, "https", "vouchers.example", "https://vouchers.example/")]
    [InlineData(null, "https", "vouchers.example:8443", "https://vouchers.example:8443/")]
    [InlineData(null, "javascript", "vouchers.example", "http://vouchers.example/")]
    [InlineData(null, "https", "evil.example/x?y=", "http://service:5000/")]
    [InlineData(null, "https", "user@evil.example", "http://service:5000/")]
    [InlineData("https://shop.example/vouchers/", "http", "elsewhere", "https://shop.example/vouchers/")]
    public void Links_lead_to_the_configured_address_or_to_where_the_partner_has_come(string? configured, string? proto, string? host, string start)
    {
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString("service", 5000) } }.Request;
        (request.Headers["X-Forwarded-Proto"], request.Headers["X-Forwarded-Host"]) = (proto, host);
        var links = LinksWith(new() { SigningKey = Key, BaseAddress = configured is null ? null : new Uri(configured) }).For(Id, request);
        Assert.StartsWith($"{start}vouchers/V3-42/barcode?expires=1774094400&signature=", links.Barcode, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Links:SigningKey", "")]
    [InlineData("Links:SigningKey", "too short")]
    [InlineData("Links:Lifetime", "00:00:00")]
    [InlineData("Links:BaseAddress", "ftp://vouchers.example")]
    public async Task Without_a_good_key_and_settings_the_service_does_not_start(string key, string value)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:issuancedb"] = await Stores.CreateDatabaseAsync(),
            ["ConnectionStrings:redis"] = await Stores.RedisAsync(),
            ["services:campaigns:http:0"] = service.Campaigns.Address,
            ["services:auth:http:0"] = service.Campaigns.Address,
            ["Links:SigningKey"] = Key,
            [key] = value,
        };
        var error = Assert.Throws<OptionsValidationException>(() => new RunningService<Program>(settings));
        Assert.Contains(key.Split(':')[1], error.Message, StringComparison.Ordinal);
    }
}
