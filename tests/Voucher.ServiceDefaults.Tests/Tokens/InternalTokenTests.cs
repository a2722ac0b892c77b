using System.Net;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Tokens;

public sealed class InternalTokenTests : IAsyncLifetime
{
    private static readonly Principal Distributor = new("DIST-001", PrincipalKinds.Distributor, [Scopes.RequestVoucher, Scopes.ReadVouchers]);

    private SmallService service = null!;

    public async Task InitializeAsync() => service = await SmallService.StartAsync(app =>
    {
        app.MapGet("/who", (ClaimsPrincipal user) => $"{user.PrincipalId()} {user.IsOfKind(PrincipalKinds.Distributor)}");
        app.MapGet("/request", () => "requested").RequireAuthorization(Scopes.RequestVoucher);
        app.MapGet("/admin/v1/all", () => "all").RequireAuthorization(Scopes.Admin);
    });

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task A_token_tells_who_calls()
    {
        using var client = service.CreateClient().WithToken(TestTokens.Of(Distributor));
        Assert.Equal("DIST-001 True", await client.GetStringAsync("/who"));
    }

    [Fact]
    public async Task An_endpoint_that_names_no_policy_asks_for_a_token_all_the_same() => Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", null));

    [Fact]
    public async Task Health_asks_for_no_token()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/health", null));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/alive", null));
    }

    [Fact]
    public async Task A_scope_opens_its_policy_and_no_other()
    {
        var token = TestTokens.Of(Distributor);
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/request", token));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/admin/v1/all", token));
    }

    [Theory]
    [InlineData("voucher:reques")]
    [InlineData("voucher:request2")]
    [InlineData("request")]
    public async Task A_part_of_a_scopes_name_opens_nothing(string scope) =>
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync("/request", TestTokens.Of(Distributor with { Scopes = [scope] })));

    [Fact]
    public async Task A_token_of_another_key_is_refused()
    {
        var stranger = new InternalTokenIssuer(
            Options.Create(new InternalTokenOptions { SigningKey = new string('x', 48) }), TimeProvider.System);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", stranger.Issue(Distributor, TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public async Task An_expired_token_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", TestTokens.Of(Distributor, TimeSpan.FromSeconds(-10))));

    [Fact]
    public async Task A_token_without_signature_is_refused()
    {
        var unsigned = new JsonWebTokenHandler().CreateToken(Descriptor(null));
        Assert.EndsWith(".", unsigned, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", unsigned));
    }

    [Fact]
    public async Task A_token_signed_by_another_algorithm_is_refused()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync("/who", Signed(SecurityAlgorithms.HmacSha256)));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", Signed(SecurityAlgorithms.HmacSha384)));
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        var descriptor = Descriptor(SecurityAlgorithms.HmacSha256);
        descriptor.Audience = "somebody else";
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("/who", new JsonWebTokenHandler().CreateToken(descriptor)));
    }

    [Fact]
    public void Scopes_are_read_as_whole_words()
    {
        var user = new ClaimsPrincipal(new ClaimsIdentity([new Claim("scope", "voucher:read admin")]));
        Assert.True(user.HasScope("admin"));
        Assert.True(user.HasScope("voucher:read"));
        Assert.False(user.HasScope("voucher"));
        Assert.False(user.HasScope("read admin"));
        Assert.False(new ClaimsPrincipal(new ClaimsIdentity()).HasScope("admin"));
    }

    private static string Signed(string algorithm) => new JsonWebTokenHandler().CreateToken(Descriptor(algorithm));

    private static SecurityTokenDescriptor Descriptor(string? algorithm) => new()
    {
        Issuer = "voucher",
        Audience = "voucher-services",
        Expires = DateTime.UtcNow.AddMinutes(1),
        SigningCredentials = algorithm is null
            ? null
            : new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(TestTokens.SigningKey)), algorithm),
        Claims = new Dictionary<string, object> { ["sub"] = "DIST-001", ["kind"] = "distributor", ["scope"] = "voucher:request" },
    };

    private async Task<HttpStatusCode> GetAsync(string path, string? token)
    {
        using var client = service.CreateClient();
        if (token is not null)
            client.WithToken(token);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }
}
