using System.Net;
using System.Text;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Documentation;

/// <summary>What the voucher resource answers to changes, and its links to whoever opens them, is what the document says.</summary>
[Collection(Platform.Name)]
public sealed class ResourceAnswerTests(Platform platform)
{
    [Fact]
    public async Task Changes_of_vouchers_and_their_links_are_answered_as_described()
    {
        var described = await DescribedAnswer.ByAsync(platform.Gateway);
        var v = (await OperatorsStock.MakeAsync(platform, described)).Values;
        using var distributor = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(v["token"]);
        using var merchant = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(v["merchant_token"]);
        foreach (var (caller, path) in new[]
        {
            (merchant, $"/submission/offers/{v["offer_id"]}/vouchers"), (merchant, $"/submission/advertisers/{v["advertiser_id"]}/vouchers"),
            (distributor, $"/distribution/offers/{v["offer_id"]}/vouchers"), (distributor, $"/distribution/advertisers/{v["advertiser_id"]}/vouchers"),
        })
        {
            foreach (var (by, id, body, accept, status) in new (HttpClient, string, string, string, HttpStatusCode)[]
            {
                (caller, v["voucher_id"], "", "application/json", HttpStatusCode.Conflict),
                (caller, v["voucher_id"], "<voucher><status>redeemed</status></voucher>", "application/xml", HttpStatusCode.Conflict),
                (caller, v["voucher_id"], "<voucher/>", "application/xml", HttpStatusCode.BadRequest),
                (caller, v["voucher_id"], new string('x', 17_000), "application/xml", HttpStatusCode.RequestEntityTooLarge),
                (caller, v["voucher_id"], "", "image/png", HttpStatusCode.NotAcceptable),
                (caller, "V1-99999999", "", "application/json", HttpStatusCode.NotFound),
                (platform.Operator, v["voucher_id"], "", "application/xml", HttpStatusCode.Forbidden),
                (platform.Gateway, v["voucher_id"], "", "application/xml", HttpStatusCode.Unauthorized),
            })
            {
                using var request = new HttpRequestMessage(HttpMethod.Put, $"{path}/{id}") { Content = new StringContent(body, Encoding.UTF8, "application/xml") };
                request.Headers.TryAddWithoutValidation("Accept", accept);
                using var answer = await by.SendAsync(request);
                var told = await described.AssertAsync(answer);
                Assert.True(answer.StatusCode == status, $"{path}: {answer.StatusCode} {told}");
            }
        }
        using var shown = await distributor.GetAsync($"/distribution/offers/{v["offer_id"]}/vouchers/{v["voucher_id"]}");
        var voucher = await described.AssertAsync(shown);
        foreach (var (name, more, status) in new[]
        {
            ("barcode", "", HttpStatusCode.OK), ("barcode", "&size=1", HttpStatusCode.BadRequest), ("barcode", "x", HttpStatusCode.Forbidden),
            ("print_url", "&paper=80mm", HttpStatusCode.OK), ("print_url", "&paper=a5", HttpStatusCode.BadRequest), ("print_url", "x", HttpStatusCode.Forbidden),
        })
        {
            using var answer = await platform.Gateway.GetAsync(voucher.GetProperty(name).GetString() + more);
            await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
        }
    }
}
