using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Errors;

public sealed class XmlErrorsTests
{
    [Fact]
    public void An_error_keeps_its_fields_whatever_they_are_called()
    {
        var xml = XmlErrors.Write(new ErrorMessage("invalid request", new Dictionary<string, string> { ["Content-Type"] = "must be <xml>", ["a\0\ud800b"] = "is unknown" }));
        Assert.Equal(
            """<?xml version="1.0" encoding="utf-8"?><error><message>invalid request</message><errors><field name="Content-Type">must be &lt;xml&gt;</field><field name="a��b">is unknown</field></errors></error>""",
            System.Text.Encoding.UTF8.GetString(xml));
    }

    [Theory]
    [InlineData("/submission/fault", "application/xml", 500, "application/xml; charset=utf-8")]
    [InlineData("/distribution/nowhere", "text/xml", 404, "text/xml; charset=utf-8")]
    [InlineData("/submission/fault", "application/json", 500, "application/json; charset=utf-8")]
    [InlineData("/submission/nowhere", "image/png", 404, "application/json; charset=utf-8")]
    [InlineData("/submissions/nowhere", "application/xml", 404, "application/json; charset=utf-8")]
    [InlineData("/api/v1/nowhere", "application/xml", 404, "application/json; charset=utf-8")]
    public async Task Only_the_voucher_resource_has_errors_in_xml(string path, string accept, int status, string type)
    {
        await using var service = await SmallService.StartAsync(app => app.MapGet("/submission/fault", string () => throw new InvalidOperationException("a secret")));
        using var client = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));
        client.DefaultRequestHeaders.Add("Accept", accept);

        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((status, type), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        var body = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        if (type.Contains("xml", StringComparison.Ordinal))
            Assert.Equal(ErrorMessage.For(status), XDocument.Parse(body).Root!.Element("message")!.Value);
    }
}
