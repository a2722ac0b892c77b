using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Errors;

public sealed class JsonErrorsTests : IAsyncLifetime
{
    private SmallService service = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        service = await SmallService.StartAsync(app =>
        {
            app.MapGet("/fault", string () => throw new InvalidOperationException("a secret"));
            app.MapGet("/v2/voucher/fault", string () => throw new InvalidOperationException("a secret"));
            app.MapGet("/admin/v1/fault", string () => throw new InvalidOperationException("a secret"));
            app.MapGet("/status/{status}", (int status) => Results.StatusCode(status));
            app.MapGet("/fields", (HttpResponse response) =>
                response.WriteErrorAsync(400, new Dictionary<string, string> { ["terminal_id"] = "is required" }));
        });
        client = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("/fault", 500, """{"message":"internal server error"}""")]
    [InlineData("/nowhere", 404, """{"message":"not found"}""")]
    [InlineData("/status/401", 401, """{"message":"unauthorized"}""")]
    [InlineData("/status/409", 409, """{"message":"voucher unavailable"}""")]
    [InlineData("/status/413", 413, """{"message":"request body too large"}""")]
    [InlineData("/status/418", 418, """{"message":"request failed"}""")]
    [InlineData("/status/502", 502, """{"message":"bad gateway"}""")]
    [InlineData("/status/503", 503, """{"message":"service unavailable"}""")]
    [InlineData("/status/504", 504, """{"message":"gateway timeout"}""")]
    [InlineData("/fields", 400, """{"message":"invalid request","errors":{"terminal_id":"is required"}}""")]
    public async Task Every_error_has_its_message(string path, int status, string body)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/admin/v1/fault", HttpStatusCode.InternalServerError)]
    [InlineData("/admin/v1/nowhere", HttpStatusCode.NotFound)]
    public async Task Operators_get_problem_details_that_keep_the_secret(string path, HttpStatusCode status)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/voucher/fault", 500, "internal server error")]
    [InlineData("/v2/voucher", 404, "not found")]
    public async Task Whoever_reports_vouchers_gets_the_form_of_that_contract(string path, int status, string message)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Matches($$"""^\{"status":{{status}},"timestamp":[0-9]{10},"message":"{{message}}"}$""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_wrong_method_is_405_with_the_allowed_ones()
    {
        using var response = await client.PostAsync(new Uri("/fault", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET"], response.Content.Headers.Allow);
        Assert.Equal("""{"message":"method not allowed"}""", await response.Content.ReadAsStringAsync());
    }
}
