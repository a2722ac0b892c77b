using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Voucher.ServiceDefaults.Operators;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class StrictRoutesTests : IAsyncLifetime
{
    private SmallService service = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        service = await SmallService.StartAsync(app => app.MapPost("/admin/v1/stop", () => "stopped").TakesNoQuery().TakesNoBody());
        client = service.CreateClient().WithToken(TestTokens.OfOperator());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("{}", false)]
    [InlineData(" {} ", true)]
    public async Task What_has_nothing_to_say_is_let_through(string? json, bool chunked)
    {
        using var response = await PostAsync("", json, chunked);

        Assert.Equal("stopped", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("?at=noon", null)]
    [InlineData("", """{"at":"noon"}""")]
    [InlineData("", "[]")]
    [InlineData("", "noon")]
    public async Task What_would_be_passed_over_is_refused(string query, string? json)
    {
        foreach (var chunked in new[] { false, true })
        {
            using var response = await PostAsync(query, json, chunked);

            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_body_is_413(bool chunked)
    {
        using var response = await PostAsync("", new string(' ', 70_000) + "{}", chunked);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string query, string? json, bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/v1/stop{query}");
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (chunked && json is not null)
            request.Headers.TransferEncodingChunked = true;
        return await client.SendAsync(request);
    }
}
