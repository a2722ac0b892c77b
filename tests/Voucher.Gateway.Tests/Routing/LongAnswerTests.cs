using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Voucher.Gateway.Routing;

namespace Voucher.Gateway.Tests.Routing;

/// <summary>Exports and journals: they pass through the gateway as they come, whatever their size.</summary>
public sealed class LongAnswerTests : GatewayTests
{
    private const string Export = "/api/v1/transactions/export?day=2026-11-20";
    private const string Journals = "/api/v1/reconciliations";

    [Fact]
    public async Task An_export_is_passed_on_while_it_goes_on()
    {
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Platform.Backend.Answer = async context =>
        {
            context.Response.ContentType = "application/x-ndjson; charset=utf-8";
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await more.Task;
            await context.Response.WriteAsync("second\n");
        };
        using var response = await SendAsync(HttpMethod.Get, Export);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.Equal("first", await reader.ReadLineAsync());
        more.SetResult();
        Assert.Equal("second", await reader.ReadLineAsync());
        Assert.Null(await reader.ReadLineAsync());
    }

    [Fact]
    public async Task An_export_that_breaks_off_breaks_off_for_the_client_too()
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Platform.Backend.Answer = async context =>
        {
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await seen.Task;
            context.Abort();
        };
        using var response = await SendAsync(HttpMethod.Get, Export);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte["first\n".Length]);
        seen.SetResult();

        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_export_behind_the_gateway()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Platform.Backend.Answer = async context =>
        {
            context.RequestAborted.Register(gone.SetResult);
            await context.Response.WriteAsync("first\n");
            await context.Response.Body.FlushAsync();
            await gone.Task;
        };
        using (var response = await SendAsync(HttpMethod.Get, Export))
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        await gone.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_journal_of_many_megabytes_arrives_while_it_is_sent()
    {
        var (begun, length) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0L);
        Platform.Backend.Answer = async context =>
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await context.Request.Body.ReadAsync(buffer)) > 0; length += read)
                begun.TrySetResult();
            context.Response.StatusCode = StatusCodes.Status201Created;
        };
        using var content = new SlowContent(begun.Task, 20 * 1024 * 1024);
        using var response = await SendAsync(HttpMethod.Post, $"{Journals}?day=2026-11-20", content);

        Assert.Equal((HttpStatusCode.Created, 20L * 1024 * 1024), (response.StatusCode, length));
    }

    [Theory]
    [InlineData("POST", "/api/v1/transactions", "GET")]
    [InlineData("PUT", "/api/v1/transactions/export", "GET")]
    [InlineData("DELETE", "/api/v1/transactions/lookup", "GET")]
    [InlineData("DELETE", Journals, "GET, POST")]
    [InlineData("POST", $"{Journals}/019aa7d2-6c3e-7b06-83ea-407a21a865d8", "GET")]
    public async Task Other_methods_are_405_with_those_that_there_are(string method, string path, string allowed)
    {
        using var response = await SendAsync(new HttpMethod(method), path);

        await response.IsErrorAsync(405, "method not allowed");
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order()));
        Assert.Empty(Platform.Backend.Received);
    }

    [Theory]
    [InlineData("reconcile")]
    [InlineData("export-transactions")]
    public void Where_the_service_works_for_long_the_gateway_has_the_patience(string route)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:auth:http:0"] = "http://a",
            ["services:campaigns:http:0"] = "http://c",
            ["services:issuance:http:0"] = "http://i",
        }).Build();
        var cluster = Routes.Clusters(configuration).Single(cluster => cluster.ClusterId == Routes.All.Single(one => one.RouteId == route).ClusterId);

        Assert.True(cluster.HttpRequest!.ActivityTimeout >= TimeSpan.FromMinutes(2));
        Assert.Equal("http://i/", Assert.Single(cluster.Destinations!).Value.Address);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token.Text}");
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Sends its second half when the first has arrived.</summary>
    private sealed class SlowContent : HttpContent
    {
        private readonly Task begun;
        private readonly int length;

        public SlowContent(Task begun, int length)
        {
            (this.begun, this.length) = (begun, length);
            Headers.TryAddWithoutValidation("Content-Type", "application/x-ndjson");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var half = Encoding.ASCII.GetBytes(new string(' ', length / 2));
            await stream.WriteAsync(half);
            await stream.FlushAsync();
            await begun.WaitAsync(TimeSpan.FromSeconds(20));
            await stream.WriteAsync(half);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
