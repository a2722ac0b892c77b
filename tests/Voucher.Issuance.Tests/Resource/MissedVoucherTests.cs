using System.Net;

namespace Voucher.Issuance.Tests.Resource;

/// <summary>Services that bear twenty misses of a party; others of these tests bear as many as there are.</summary>
public sealed class TwentyMisses : IssuanceFixture
{
    protected override (string Key, string Value)[] Settings => [("Guessing:MissesOfPrincipal", "20")];
}

/// <summary>Vouchers that are looked for and are not there, or are somebody else's.</summary>
public sealed class MissedVoucherTests(TwentyMisses fixture) : IClassFixture<TwentyMisses>
{
    private readonly IssuanceService service = fixture.Service;

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Whoever_asks_for_too_much_that_is_not_his_has_to_wait_in_either_form(string method)
    {
        using var shop = await Shop.OpenAsync(service);
        using var other = await Shop.OpenAsync(service);
        var (own, foreign) = (await shop.IssueAsync(), await other.IssueAsync());
        string[] missed = [shop.InOffer(foreign), other.InOffer(foreign), shop.OfAdvertiser(foreign), shop.OfAdvertiser("nothing")];
        foreach (var told in await Task.WhenAll(Enumerable.Range(0, 20).Select(i => shop.AsMerchant.CallAsync(HttpMethod.Parse(method), missed[i % 4], null, null))))
            Assert.Equal(HttpStatusCode.NotFound, told.Status);

        foreach (var path in (string[])[.. missed, shop.InOffer(own), shop.OfAdvertiser(own)])
        {
            var told = await shop.AsMerchant.CallAsync(HttpMethod.Parse(method), path, null, null);
            told.AssertError(HttpStatusCode.TooManyRequests, "too many requests");
            Assert.InRange(told.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);
        }
        var xml = await shop.AsMerchant.CallAsync(HttpMethod.Parse(method), shop.InOffer(own), null, null, "application/xml");
        Assert.Equal((HttpStatusCode.TooManyRequests, "too many requests"), (xml.Status, xml.Xml.Element("message")!.Value));
        Assert.Equal(HttpStatusCode.OK, (await shop.AsMerchant.ReadAsync($"/submission/offers/{shop.Campaign}/vouchers")).Status);
        Assert.Equal(HttpStatusCode.OK, (await shop.AsDistributor.ReadAsync(shop.GivenOut(own))).Status);
    }
}
