using System.Net;
using Microsoft.AspNetCore.Http;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Gateway.Tests.Tokens;

public sealed class PartnerTokenHandlerTests : GatewayTests
{
    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    [InlineData("BEARER")]
    [InlineData("Bearer ")]
    public async Task A_good_token_is_let_through_whatever_the_case_of_the_scheme(string scheme)
    {
        using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
        await connection.SendHeadAsync($"Authorization: {scheme} {Token.Text}", "Content-Length: 0");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    public static TheoryData<string> BadCredentials()
    {
        var wellFormed = PartnerToken.Generate();
        return
        [
            "X-None: 1",
            "Authorization:",
            "Authorization: Bearer",
            "Authorization: Bearer ",
            $"Authorization: Bearer {wellFormed}",
            $"Authorization: Bearer {wellFormed[..^1]}",
            $"Authorization: Bearer {wellFormed}x",
            $"Authorization: Bearer x {wellFormed}",
            "Authorization: Bearer demo-dist-001",
            "Authorization: Bearer \u007f\t\"<>%00",
            "Authorization: Bearer t\u00f6ken",
            $"Authorization: Bearer {new string('a', 20_000)}",
            "Authorization: Basic YTpi",
        ];
    }

    [Theory]
    [MemberData(nameof(BadCredentials))]
    public async Task Everything_else_is_401_and_all_alike(string header)
    {
        using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
        await connection.SendHeadAsync(header, "Content-Length: 0");

        IsUnauthorized(await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task A_good_token_under_another_scheme_or_given_twice_is_401()
    {
        string[][] all =
        [
            [$"Authorization: Token {Token.Text}"],
            [$"Authorization: {Token.Text}"],
            [$"Authorization: Bearer{Token.Text}"],
            [$"Authorization: Bearer {Token.Text}", $"Authorization: Bearer {Token.Text}"],
            [$"Authorization: Bearer {Token.Text}, Bearer {Token.Text}"],
            [$"X-Authorization: Bearer {Token.Text}"],
        ];
        foreach (var headers in all)
        {
            using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
            await connection.SendHeadAsync([.. headers, "Content-Length: 0"]);

            IsUnauthorized(await connection.ReadToEndAsync());
        }
        Assert.Empty(Platform.Backend.Received);
    }

    [Fact]
    public async Task An_internal_token_is_no_partners_token()
    {
        using var response = await Client.RequestVoucherAsync(TestTokens.OfDistributor("DIST-001"));
        await response.IsErrorAsync(401, "unauthorized");
    }

    [Fact]
    public async Task An_entry_that_is_only_a_mark_is_asked_about()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(await Stores.RedisAsync());
        await redis.GetDatabase().StringSetAsync(ResolvedTokenEntry.KeyOfToken(Token.Text), ResolvedTokenEntry.NewReservation());

        Assert.Equal(HttpStatusCode.OK, await Client.StatusAsync(Token.Text));
    }

    [Fact]
    public async Task When_auth_is_not_there_the_answer_is_503_and_not_401()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = Unused.Address() });
        var token = await platform.IssueAsync();
        using var response = await platform.Client.RequestVoucherAsync(token.Text);

        await response.IsErrorAsync(503, "service unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.Empty(response.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status401Unauthorized)]
    [InlineData(StatusCodes.Status200OK)]
    public async Task When_auth_answers_nonsense_the_answer_is_503(int status)
    {
        await using var auth = await Backend.StartAsync();
        auth.Answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await platform.Client.StatusAsync(PartnerToken.Generate()));
    }

    [Fact]
    public async Task When_auth_hangs_the_answer_is_503_within_its_time()
    {
        await using var auth = await Backend.StartAsync();
        auth.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });

        var status = await platform.Client.StatusAsync(PartnerToken.Generate()).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
    }

    [Fact]
    public async Task Parallel_misses_of_one_token_share_calls()
    {
        await using var auth = await Backend.StartAsync();
        var release = new TaskCompletionSource();
        auth.Answer = async context =>
        {
            await release.Task;
            await context.Response.WriteAsJsonAsync(new { token = "an.internal.token" });
        };
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });
        var token = PartnerToken.Generate();

        var requests = Enumerable.Range(0, 50).Select(_ => platform.Client.StatusAsync(token)).ToList();
        await Eventually.IsTrueAsync(() => Task.FromResult(auth.Received.Count > 0));
        release.SetResult();

        Assert.All(await Task.WhenAll(requests), status => Assert.Equal(HttpStatusCode.OK, status));
        // Those that come during a call share the next one; how many calls that makes depends on when they came.
        Assert.InRange(auth.Received.Count, 1, 10);
    }

    [Fact]
    public async Task A_question_is_never_answered_by_a_call_that_began_before_it()
    {
        await using var auth = await Backend.StartAsync();
        var release = new TaskCompletionSource();
        auth.Answer = async context =>
        {
            // The token is revoked while the first call's answer is on its way.
            var alive = auth.Received.Count == 1;
            await release.Task;
            if (alive)
                await context.Response.WriteAsJsonAsync(new { token = "an.internal.token" });
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        };
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });
        var token = PartnerToken.Generate();

        var before = platform.Client.StatusAsync(token);
        await Eventually.IsTrueAsync(() => Task.FromResult(auth.Received.Count == 1));
        var after = platform.Client.StatusAsync(token);
        var other = platform.Client.StatusAsync(PartnerToken.Generate());
        await Eventually.IsTrueAsync(() => Task.FromResult(auth.Received.Count == 2));
        release.SetResult();

        Assert.Equal(HttpStatusCode.OK, await before);
        Assert.Equal(HttpStatusCode.Unauthorized, await other);
        Assert.Equal(HttpStatusCode.Unauthorized, await after);
        Assert.Equal(3, auth.Received.Count);
    }

    private static void IsUnauthorized(string answer)
    {
        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nWWW-Authenticate: Bearer\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("""{"message":"unauthorized"}""", answer, StringComparison.Ordinal);
    }
}
