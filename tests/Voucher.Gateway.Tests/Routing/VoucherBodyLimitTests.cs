using System.Net;
using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.Gateway.Tests.Routing;

public sealed class VoucherBodyLimitTests : GatewayTests
{
    private const int Limit = 16 * 1024;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Limit)]
    public async Task A_body_up_to_16_KiB_arrives_whole(int length)
    {
        var body = BodyOf(length);
        using var sized = await Client.RequestVoucherAsync(Token.Text, new ByteArrayContent(body));
        using var chunked = await Client.RequestVoucherAsync(Token.Text, new ChunkedContent(body));

        Assert.Equal(HttpStatusCode.OK, sized.StatusCode);
        Assert.Equal(body, await sized.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, chunked.StatusCode);
        Assert.Equal(body, await chunked.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData(Limit + 1)]
    [InlineData(200_000)]
    [InlineData(1_000_000)]
    public async Task A_longer_body_is_an_invalid_request(int length)
    {
        using var sized = await Client.RequestVoucherAsync(Token.Text, new ByteArrayContent(BodyOf(length)));
        using var chunked = await Client.RequestVoucherAsync(Token.Text, new ChunkedContent(BodyOf(length)));

        await sized.IsErrorAsync(400, "invalid request");
        await chunked.IsErrorAsync(400, "invalid request");
        Assert.Empty(Platform.Backend.Received);
    }

    [Theory]
    [InlineData("Content-Length: 50000000")]
    [InlineData("Content-Length: 20000")]
    public async Task A_body_that_is_announced_too_long_is_refused_before_it_is_sent(string header)
    {
        using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
        await connection.SendHeadAsync($"Authorization: Bearer {Token.Text}", header);

        var answer = await connection.ReadUntilAsync("}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("""{"message":"invalid request"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_comes_first()
    {
        using var response = await Client.RequestVoucherAsync(null, new ByteArrayContent(BodyOf(Limit + 1)));
        await response.IsErrorAsync(401, "unauthorized");
    }

    [Fact]
    public async Task A_services_early_400_comes_out_while_the_body_is_still_being_sent()
    {
        var answered = new TaskCompletionSource();
        Platform.Backend.Answer = async context =>
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status400BadRequest);
            await context.Response.CompleteAsync();
            answered.SetResult();
        };
        using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
        await connection.SendHeadAsync($"Authorization: Bearer {Token.Text}", "Content-Length: 8000");
        await connection.SendAsync(new string(' ', 1000));
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await connection.SendAsync(new string(' ', 7000));

        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("""{"message":"invalid request"}""", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_a_body_over_1_MiB_is_413()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthEnvironment = "Development", GatewayEnvironment = "Development" });
        platform.Client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer demo-operator");
        using var content = new ByteArrayContent(BodyOf((1024 * 1024) + 1));
        using var response = await platform.Client.PostAsync(new Uri("/admin/v1/parties/DIST-001/tokens", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static byte[] BodyOf(int length)
    {
        var body = new byte[length];
        Array.Fill(body, (byte)'x');
        return body;
    }

    private sealed class ChunkedContent(byte[] body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var sent = 0; sent < body.Length; sent += 4096)
                await stream.WriteAsync(body.AsMemory(sent, Math.Min(4096, body.Length - sent)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
