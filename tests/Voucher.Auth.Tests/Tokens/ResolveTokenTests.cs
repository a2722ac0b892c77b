using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Tokens;

public sealed class ResolveTokenTests : AuthTests
{
    private const string Path = "/internal/tokens/resolve";
    private static readonly TimeSpan EntryLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_token_resolves_to_its_party_and_scopes()
    {
        var token = await Auth.IssueAsync();

        var jwt = Jwt.Read(await Auth.ResolveAsync(token.Text));

        Assert.Equal(token.PartyId, jwt.Subject);
        Assert.Equal("distributor", jwt.GetClaim("kind").Value);
        Assert.Equal("voucher:request", jwt.GetClaim("scope").Value);
        Assert.Equal(EntryLife + Margin, jwt.ValidTo - jwt.ValidFrom);
    }

    [Fact]
    public async Task A_resolved_token_is_in_redis_for_less_long_than_its_internal_token_is_valid()
    {
        var token = await Auth.IssueAsync();

        var jwt = await Auth.ResolveAsync(token.Text);

        Assert.Equal(jwt, await Auth.EntryAsync(token.Text));
        var life = await Auth.Redis.KeyTimeToLiveAsync(ResolvedTokenEntry.KeyOfToken(token.Text));
        Assert.InRange(life!.Value, EntryLife - TimeSpan.FromSeconds(10), EntryLife);
    }

    [Fact]
    public async Task An_unknown_token_is_not_found()
    {
        var token = PartnerToken.Generate();
        Assert.Null(await Auth.ResolveAsync(token));
        Assert.True(await Auth.EntryAsync(token) is null or ['?', ..]);
    }

    [Fact]
    public async Task An_expired_token_is_not_found()
    {
        var token = await Auth.IssueAsync();
        await Auth.ExecuteAsync("UPDATE tokens SET expires_at = now() - interval '1 millisecond' WHERE token_id = @Id", new { token.Id });

        Assert.Null(await Auth.ResolveAsync(token.Text));
    }

    [Fact]
    public async Task An_entry_ends_with_its_token()
    {
        var token = await Auth.IssueAsync();
        await Auth.ExecuteAsync("UPDATE tokens SET expires_at = now() + interval '5 seconds' WHERE token_id = @Id", new { token.Id });

        Assert.NotNull(await Auth.ResolveAsync(token.Text));

        var life = await Auth.Redis.KeyTimeToLiveAsync(ResolvedTokenEntry.KeyOfToken(token.Text));
        Assert.InRange(life!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_token_itself_is_nowhere_in_the_database()
    {
        var token = await Auth.IssueAsync();
        await using var search = Auth.Database.CreateCommand("SELECT count(*) FROM tokens t WHERE t::text LIKE '%' || $1 || '%'");
        search.Parameters.Add(new() { Value = token.Text[16..] });

        Assert.Equal(0L, await search.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"token_hash":null}""")]
    [InlineData("""{"token_hash":"abc"}""")]
    [InlineData("""{"token_hash":"ZZ34567890123456789012345678901234567890123456789012345678901234"}""")]
    [InlineData("""{"token_hash":"AB34567890123456789012345678901234567890123456789012345678901234"}""")]
    [InlineData("""{"token_hash":7}""")]
    [InlineData("no json")]
    public async Task What_is_no_hash_is_an_invalid_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Auth.Gateway.PostAsync(new Uri(Path, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Only_the_gateway_may_ask()
    {
        var token = await Auth.IssueAsync();
        var body = new { token_hash = Convert.ToHexStringLower(PartnerToken.HashOf(token.Text)) };

        using var anonymous = await Auth.Anonymous.PostAsJsonAsync(Path, body);
        using var anOperator = await Auth.Operator.PostAsJsonAsync(Path, body);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, anOperator.StatusCode);
    }

    [Fact]
    public async Task A_partners_token_opens_nothing_here()
    {
        var token = await Auth.IssueAsync();
        Auth.Anonymous.WithToken(token.Text);

        using var response = await Auth.Anonymous.PostAsync(new Uri($"/admin/v1/tokens/{token.Id}/revoke", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
    }

    [Fact]
    public async Task Without_redis_the_answer_comes_from_the_database_and_quickly()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var auth = await AuthService.StartAsync(redis: redis.ConnectionString);
        var token = await auth.IssueAsync();
        Assert.NotNull(await auth.ResolveAsync(token.Text));
        await redis.StopAsync();

        var started = Stopwatch.GetTimestamp();
        Assert.NotNull(await auth.ResolveAsync(token.Text));
        Assert.Null(await auth.ResolveAsync(PartnerToken.Generate()));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        await redis.StartAsync();
        await Eventually.IsTrueAsync(async () => await auth.ResolveAsync(token.Text) is { } jwt && jwt == await auth.EntryAsync(token.Text));
    }
}
