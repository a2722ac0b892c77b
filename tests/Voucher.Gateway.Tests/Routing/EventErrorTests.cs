using System.Net;
using System.Text;
using System.Text.Json;

namespace Voucher.Gateway.Tests.Routing;

/// <summary>Contract S3's answers have a form of their own, also where the gateway gives them.</summary>
public sealed class EventErrorTests : GatewayTests
{
    private const string Path = "/v2/voucher";
    private const int Limit = 16 * 1024;

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"token {token}");
        return await Client.SendAsync(request);
    }

    private static ByteArrayContent Body(int length) => new(Encoding.UTF8.GetBytes(new string(' ', length)));

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string message)
    {
        using (answer)
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(["status", "timestamp", "message"], body.EnumerateObject().Select(field => field.Name));
            Assert.Equal((status, message), (body.GetProperty("status").GetInt32(), body.GetProperty("message").GetString()));
            Assert.InRange(body.GetProperty("timestamp").GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        }
    }

    [Fact]
    public async Task A_wrong_method_a_lacking_token_and_what_is_not_there_are_answered_in_it()
    {
        await AssertErrorAsync(await SendAsync(HttpMethod.Get, Path), 405, "method not allowed");
        await AssertErrorAsync(await SendAsync(HttpMethod.Put, $"{Path}/CODE"), 405, "method not allowed");
        await AssertErrorAsync(await SendAsync(HttpMethod.Post, Path), 401, "unauthorized");
        await AssertErrorAsync(await SendAsync(HttpMethod.Get, $"{Path}/CODE"), 401, "unauthorized");
        await AssertErrorAsync(await SendAsync(HttpMethod.Get, $"{Path}/CODE/more", token: Token.Text), 404, "not found");
        Assert.Empty(Platform.Backend.Received);
    }

    [Fact]
    public async Task A_path_that_only_begins_alike_is_answered_as_everywhere()
    {
        using var answer = await SendAsync(HttpMethod.Get, "/v2/vouchers");
        await answer.IsErrorAsync(404, "not found");
    }

    [Fact]
    public async Task A_service_that_breaks_off_is_answered_in_it()
    {
        Platform.Backend.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await AssertErrorAsync(await SendAsync(HttpMethod.Post, Path, Body(2), Token.Text), 502, "bad gateway");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_16_KiB_is_413_and_one_of_16_KiB_passes(bool isSized)
    {
        HttpContent Sent(int length) => isSized ? Body(length) : new StreamContent(new UnknownLength(length));
        await AssertErrorAsync(await SendAsync(HttpMethod.Post, Path, Sent(Limit + 1), Token.Text), 413, "request body too large");
        await AssertErrorAsync(await SendAsync(HttpMethod.Post, Path, Sent(1_000_000), Token.Text), 413, "request body too large");
        Assert.Empty(Platform.Backend.Received);

        using var passed = await SendAsync(HttpMethod.Post, Path, Sent(Limit), Token.Text);

        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        Assert.Equal(Limit, (await passed.Content.ReadAsByteArrayAsync()).Length);
    }

    /// <summary>So many blanks, sent in chunks because nobody knows how many there are.</summary>
    private sealed class UnknownLength(int length) : MemoryStream(Encoding.UTF8.GetBytes(new string(' ', length)))
    {
        public override bool CanSeek => false;
    }
}
