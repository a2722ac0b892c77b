using System.Net;
using System.Text;

namespace Voucher.Issuance.Tests.Resource;

/// <summary>Which form an answer has, and which forms a body may have. All that XML can do to a reader comes to nothing.</summary>
public sealed class ResourceFormTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>, IAsyncLifetime
{
    private const string Json = "application/json; charset=utf-8";
    private const string Xml = "application/xml; charset=utf-8";
    private const string TextXml = "text/xml; charset=utf-8";

    private Shop shop = null!;
    private string id = "";

    public async Task InitializeAsync()
    {
        shop = await Shop.OpenAsync(fixture.Service);
        id = await shop.IssueAsync();
    }

    public Task DisposeAsync()
    {
        shop.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Json, "*/*")]
    [InlineData(Json, "application/*")]
    [InlineData(Json, "application/json, application/xml")]
    [InlineData(Json, "application/xml;q=0.5, */*")]
    [InlineData(Json, "application/json;charset=utf-8")]
    [InlineData(Json, "image/png, */*;q=0.1")]
    [InlineData(Xml, "application/xml")]
    [InlineData(Xml, "APPLICATION/XML")]
    [InlineData(Xml, "application/json;q=0.9, application/xml")]
    [InlineData(Xml, "application/json;q=0.9", "application/xml")]
    [InlineData(Xml, "*/*, application/json;q=0")]
    [InlineData(Xml, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")]
    [InlineData(TextXml, "text/xml")]
    [InlineData(TextXml, "text/*, application/*;q=0.5")]
    public async Task The_answer_has_the_form_that_is_liked_best(string type, params string[] accept)
    {
        var told = await shop.AsMerchant.ReadAsync(shop.InOffer(id), accept);
        Assert.Equal((HttpStatusCode.OK, type), (told.Status, told.ContentType));
        Assert.Equal(type == Json, told.Text.StartsWith('{'));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/json;q=0, text/html")]
    [InlineData("*/*;q=0")]
    [InlineData("application/vnd.adility+json")]
    public async Task What_takes_neither_form_is_406_before_anything_is_changed(string accept)
    {
        foreach (var told in new[] { await shop.AsMerchant.ReadAsync(shop.InOffer(id), accept), await shop.AsMerchant.PutAsync(shop.InOffer(id), null, null, accept) })
            Assert.Equal("must allow application/json, application/xml or text/xml", told.AssertError(HttpStatusCode.NotAcceptable, "not acceptable", "Accept"));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Theory]
    [InlineData("text/plain", "redeemed", "Content-Type")]
    [InlineData("application/x-www-form-urlencoded", "status=redeemed", "Content-Type")]
    [InlineData("application/json; charset=iso-8859-1", """{"status":"redeemed"}""", "Content-Type")]
    [InlineData("application/xml; charset=utf-16", "<voucher><status>redeemed</status></voucher>", "Content-Type")]
    [InlineData("application/soap+xml", "<voucher><status>redeemed</status></voucher>", "Content-Type")]
    [InlineData("nonsense", """{"status":"redeemed"}""", "Content-Type")]
    [InlineData(null, """{"status":"redeemed"}""", "Content-Type")]
    public async Task A_body_of_another_type_is_415(string? type, string body, string field)
    {
        Assert.NotNull((await shop.AsMerchant.PutAsync(shop.InOffer(id), body, type)).AssertError(HttpStatusCode.UnsupportedMediaType, "unsupported media type", field));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Fact]
    public async Task A_packed_body_is_415()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, shop.InOffer(id)) { Content = new ByteArrayContent([0x1F, 0x8B]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await shop.AsMerchant.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    public static TheoryData<string, string> HostileXml => new()
    {
        { "<!DOCTYPE voucher [<!ENTITY s 'redeemed'>]><voucher><status>&s;</status></voucher>", "body" },
        { "<!DOCTYPE voucher SYSTEM 'http://127.0.0.1:1/v.dtd'><voucher><status>redeemed</status></voucher>", "body" },
        { "<!DOCTYPE v [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><voucher><status>redeemed</status><customer_name>&f;</customer_name></voucher>", "body" },
        { "<!DOCTYPE v [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><voucher><status>&c;</status></voucher>", "body" },
        { "<voucher><status>&nbsp;redeemed</status></voucher>", "body" },
        { $"<voucher>{string.Concat(Enumerable.Repeat("<a>", 2000))}{string.Concat(Enumerable.Repeat("</a>", 2000))}<status>redeemed</status></voucher>", "body" },
        { "<voucher><status>redeemed</status>", "body" },
        { "<voucher><status>redeemed</status></voucher><voucher/>", "body" },
        { "<?xml version='1.1'?><voucher><status>redeemed</status></voucher>", "body" },
        { "<?xml version='1.0' encoding='ISO-8859-1'?><voucher><status>redeemed</status></voucher>", "body" },
        { "<vouchers><voucher><status>redeemed</status></voucher></vouchers>", "body" },
        { "redeemed", "body" },
        { """{"status":"redeemed"}""", "body" },
        { "<voucher><status>redeemed</status><customer_name>&#0;</customer_name></voucher>", "body" },
        { "<voucher><status>redeemed</status><customer_name>a&#x85;b</customer_name></voucher>", "customer_name" },
        { "<voucher><status>redeemed</status><customer_name><b>Ada</b></customer_name></voucher>", "customer_name" },
        { "<voucher><status>redeemed</status><status>cancelled</status></voucher>", "status" },
        { "<voucher><status><s>redeemed</s></status></voucher>", "status" },
        { "<voucher><status>acquired</status></voucher>", "status" },
        { "<voucher/>", "status" },
        { "<voucher status='redeemed'/>", "status" },
        { "<voucher xmlns:x='x'><x:status>redeemed</x:status></voucher>", "status" },
    };

    [Theory]
    [MemberData(nameof(HostileXml))]
    public async Task Xml_that_is_hostile_or_says_nothing_is_400_and_changes_nothing(string body, string field)
    {
        Assert.NotNull((await shop.AsMerchant.PutAsync(shop.InOffer(id), body, "application/xml")).AssertError(HttpStatusCode.BadRequest, "invalid request", field));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("iso-8859-1")]
    public async Task Xml_in_another_encoding_is_400(string encoding)
    {
        var other = Encoding.GetEncoding(encoding);
        byte[] body = [.. other.GetPreamble(), .. other.GetBytes("<voucher><status>redeemed</status><customer_name>Ä</customer_name></voucher>")];
        var told = await shop.AsMerchant.CallAsync(HttpMethod.Put, shop.InOffer(id), body, "application/xml");
        Assert.NotNull(told.AssertError(HttpStatusCode.BadRequest, "invalid request", "body"));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json", false)]
    [InlineData("application/xml", true)]
    [InlineData("application/xml", false)]
    public async Task A_body_of_16_KiB_is_read_and_a_longer_one_413(string type, bool hasLength)
    {
        foreach (var (length, status) in new[] { (16 * 1024, HttpStatusCode.OK), ((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge), (4_000_000, HttpStatusCode.RequestEntityTooLarge) })
        {
            var path = shop.InOffer(await shop.IssueAsync());
            var body = type == "application/json" ? """{"status":"redeemed"}""" : "<voucher><status>redeemed</status></voucher>";
            using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body.PadRight(length), Encoding.UTF8, type) };
            request.Headers.TransferEncodingChunked = !hasLength;
            using var response = await shop.AsMerchant.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal(status == HttpStatusCode.OK ? "redeemed" : "acquired", (await shop.AsMerchant.ReadAsync(path))["status"]);
        }
    }
}
