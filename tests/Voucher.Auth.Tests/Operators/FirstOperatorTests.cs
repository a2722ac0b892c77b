using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Voucher.Auth.Operators;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Operators;

public sealed class FirstOperatorTests : IAsyncLifetime
{
    private const string PartyId = "OPERATOR-FIRST";

    private readonly string first = NewToken();
    private string database = "";

    public async Task InitializeAsync() => database = await Stores.CreateDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_configured_token_is_an_operators()
    {
        await using var auth = await StartAsync(first);

        var jwt = Jwt.Read(await auth.ResolveAsync(first));

        Assert.Equal((PartyId, "operator", "admin"), (jwt.Subject, jwt.GetClaim("kind").Value, jwt.GetClaim("scope").Value));
        var token = Assert.Single((await auth.GetAsync($"/admin/v1/parties/{PartyId}/tokens")).GetProperty("items").EnumerateArray());
        Assert.Equal(first[..4], token.Text("prefix"));
        Assert.Equal(["token.issue", "party.create"], (await auth.AuditAsync("?actor=service:auth")).Select(change => change.Text("action")!));
    }

    [Fact]
    public async Task A_second_start_adds_nothing()
    {
        await using (await StartAsync(first))
        {
            // Its start has added it.
        }
        await using var again = await StartAsync(first);

        Assert.Equal(2, (await again.AuditAsync()).Count);
        Assert.NotNull(await again.ResolveAsync(first));
    }

    [Fact]
    public async Task Processes_that_start_together_add_it_once()
    {
        await using var auth = await AuthService.StartAsync(database);
        var configured = Options.Create(new FirstOperatorOptions { FirstToken = first });
        var starts = Enumerable.Range(0, 8).Select(_ => ActivatorUtilities.CreateInstance<FirstOperator>(auth.Services, configured).EnsureAsync());

        await Task.WhenAll(starts);

        Assert.Equal(2, (await auth.AuditAsync()).Count);
        Assert.NotNull(await auth.ResolveAsync(first));
    }

    [Fact]
    public async Task A_start_does_not_revive_it_once_it_is_revoked()
    {
        await using (var auth = await StartAsync(first))
            (await auth.PostAsync($"/admin/v1/tokens/{await TokenIdAsync(auth)}/revoke")).Dispose();

        await using var again = await StartAsync(first);

        Assert.Null(await again.ResolveAsync(first));
    }

    [Fact]
    public async Task A_start_leaves_a_rotated_one_dead_and_its_successor_alive()
    {
        IssuedToken successor;
        await using (var auth = await StartAsync(first))
        {
            using var rotated = await auth.PostAsync($"/admin/v1/tokens/{await TokenIdAsync(auth)}/rotate");
            successor = await IssuedToken.ReadAsync(rotated);
        }

        await using var again = await StartAsync(first);

        Assert.Null(await again.ResolveAsync(first));
        Assert.NotNull(await again.ResolveAsync(successor.Text));
    }

    [Fact]
    public async Task Another_token_in_the_configuration_takes_its_place_and_leaves_the_partys_other_tokens_alone()
    {
        var second = NewToken();
        IssuedToken other;
        await using (var auth = await StartAsync(first))
        {
            Assert.NotNull(await auth.ResolveAsync(first));
            using var issued = await auth.AskForTokenAsync(PartyId, [Scopes.Admin]);
            other = await IssuedToken.ReadAsync(issued);
        }

        await using var again = await StartAsync(second);

        Assert.Equal("", await again.EntryAsync(first));
        Assert.Null(await again.ResolveAsync(first));
        Assert.NotNull(await again.ResolveAsync(second));
        Assert.NotNull(await again.ResolveAsync(other.Text));
        Assert.Single(await again.AuditAsync("?action=token.revoke"));
    }

    [Fact]
    public async Task Another_token_is_the_way_back_in_for_whoever_runs_the_platform()
    {
        await using (var auth = await StartAsync(first))
            (await auth.PostAsync($"/admin/v1/parties/{PartyId}/disable")).Dispose();
        await using (var same = await StartAsync(first))
            Assert.Null(await same.ResolveAsync(first));
        var second = NewToken();

        await using var again = await StartAsync(second);

        Assert.NotNull(await again.ResolveAsync(second));
        Assert.Null(await again.ResolveAsync(first));
    }

    [Fact]
    public async Task In_development_the_demo_operators_token_may_be_configured()
    {
        await using var auth = await StartAsync("demo-operator", "Development");

        Assert.Equal("OPERATOR-DEMO", Jwt.Read(await auth.ResolveAsync("demo-operator")).Subject);
        using var response = await auth.SendAsync(HttpMethod.Get, $"/admin/v1/parties/{PartyId}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("demo-operator")]
    [InlineData("0123456789012345678901234567890")]
    [InlineData("a token with spaces of 32 letters")]
    [InlineData("ätoken-with-an-umlaut-in-it-xxxxx")]
    public async Task Outside_development_the_service_does_not_start_with_a_poor_token(string token)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(token));

        Assert.Contains("operator-token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(token, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_itself_is_nowhere_in_the_database()
    {
        await using var auth = await StartAsync(first);
        await using var search = auth.Database.CreateCommand(
            "SELECT (SELECT count(*) FROM tokens t WHERE t::text LIKE $1) + (SELECT count(*) FROM audit_entries a WHERE a::text LIKE $1)");
        search.Parameters.Add(new() { Value = $"%{first[8..]}%" });

        Assert.Equal(0L, await search.ExecuteScalarAsync());
    }

    private static string NewToken() => $"{Guid.NewGuid():N}{Guid.NewGuid():N}"[..48];

    private static async Task<string> TokenIdAsync(AuthService auth) =>
        (await auth.GetAsync($"/admin/v1/parties/{PartyId}/tokens")).Ids()[0];

    private Task<AuthService> StartAsync(string token, string environment = "Production") =>
        AuthService.StartAsync(database, environment: environment, settings: new Dictionary<string, string> { ["Operators:FirstToken"] = token });
}
