using System.Net;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace Voucher.Gateway.Tests.Routing;

/// <summary>Contract S2 at the gateway: its key, its small bodies, its errors in XML; and its signed links, which need no token.</summary>
public sealed class VoucherResourceTests : GatewayTests
{
    private static readonly string[] Paths =
    [
        "/submission/offers/O/vouchers/V1-1", "/submission/advertisers/M/vouchers/V1-1", "/distribution/offers/O/vouchers/V1-1", "/distribution/advertisers/M/vouchers/V1-1",
    ];

    private async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? key = null, string? accept = null, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path) { Content = content };
        if (key is not null)
            request.Headers.Add("X-ADILITY-API-KEY", key);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Client.SendAsync(request);
    }

    [Fact]
    public async Task The_contracts_key_opens_and_is_kept_here()
    {
        foreach (var path in (string[])["/submission/offers/O/vouchers", "/distribution/offers/O/vouchers", .. Paths])
        {
            using var response = await SendAsync("GET", path, Token.Text);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        Assert.Equal(6, Platform.Backend.Received.Count);
        Assert.All(Platform.Backend.Received, request =>
        {
            Assert.StartsWith("Bearer ey", request.Headers["Authorization"], StringComparison.Ordinal);
            Assert.DoesNotContain(request.Headers.Values, value => value.Contains(Token.Text, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("application/xml")]
    [InlineData("text/xml")]
    public async Task Errors_of_the_gateway_itself_are_in_xml_too(string accept)
    {
        Platform.Backend.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        foreach (var (method, path, key, content, status, message) in new (string, string, string?, HttpContent?, int, string)[]
        {
            ("GET", Paths[0], null, null, 401, "unauthorized"),
            ("DELETE", Paths[0], Token.Text, null, 405, "method not allowed"),
            ("PUT", "/submission/offers/O/vouchers", Token.Text, null, 405, "method not allowed"),
            ("GET", "/submission/offers/O", Token.Text, null, 404, "not found"),
            ("PUT", Paths[1], Token.Text, new ByteArrayContent(new byte[17_000]), 413, "request body too large"),
            ("GET", Paths[2], Token.Text, null, 502, "bad gateway"),
        })
        {
            using var response = await SendAsync(method, path, key, accept, content);
            Assert.Equal((status, $"{accept}; charset=utf-8"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
            Assert.Equal(message, XDocument.Parse(await response.Content.ReadAsStringAsync()).Root!.Element("message")!.Value);
            using var json = await SendAsync(method, path, key, content: content is null ? null : new ByteArrayContent(new byte[17_000]));
            await json.IsErrorAsync(status, message);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_of_16_KiB_passes_and_a_longer_one_is_413(bool isChunked)
    {
        foreach (var path in Paths)
        {
            foreach (var (length, status) in new[] { (0, 200), (16 * 1024, 200), ((16 * 1024) + 1, 413), (500_000, 413) })
            {
                using var content = new StringContent(new string(' ', length), Encoding.UTF8, "application/json");
                using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = content };
                request.Headers.Add("X-ADILITY-API-KEY", Token.Text);
                request.Headers.TransferEncodingChunked = isChunked;
                using var response = await Client.SendAsync(request);
                Assert.Equal(status, (int)response.StatusCode);
                if (status == 200)
                    Assert.Equal(length, (await response.Content.ReadAsByteArrayAsync()).Length);
            }
        }
    }

    [Theory]
    [InlineData("barcode")]
    [InlineData("print")]
    public async Task A_signed_link_needs_no_token_and_gets_none(string link)
    {
        Platform.Backend.Answer = context =>
        {
            context.Response.Headers["Query"] = context.Request.QueryString.Value;
            context.Response.Headers.CacheControl = "no-store, private";
            return context.Response.WriteAsync("good");
        };
        foreach (var token in (string?[])[null, Token.Text, "nonsense"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/vouchers/V1-1/{link}?expires=1&signature=a-b_c");
            if (token is not null)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var response = await Client.SendAsync(request);

            Assert.Equal((HttpStatusCode.OK, "good"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
            Assert.Equal("?expires=1&signature=a-b_c", Assert.Single(response.Headers.GetValues("Query")));
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
        Assert.All(Platform.Backend.Received, request => Assert.DoesNotContain("Authorization", request.Headers.Keys));
        Assert.All(Platform.Backend.Received, request => Assert.Equal("http", request.Headers["X-Forwarded-Proto"]));
        using var post = await SendAsync("POST", $"/vouchers/V1-1/{link}");
        await post.IsErrorAsync(405, "method not allowed");
    }

    [Theory]
    [InlineData("A%2FB")]
    [InlineData("50%25OFF")]
    [InlineData("A%20B%3F%23%26%2B%3D%3B")]
    public async Task A_code_arrives_as_the_path_has_it(string code)
    {
        using var response = await SendAsync("GET", $"/submission/advertisers/M/vouchers/{code}", Token.Text);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/submission/advertisers/M/vouchers/{Uri.UnescapeDataString(code)}", Uri.UnescapeDataString(Assert.Single(Platform.Backend.Received).Path));
    }
}
