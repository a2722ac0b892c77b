using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;
using AuthService = Voucher.TestStores.RunningService<Voucher.Auth.Tokens.TokenEntryOptions>;
using GatewayService = Voucher.TestStores.RunningService<Voucher.Gateway.Overload.OverloadOptions>;

namespace Voucher.Gateway.Tests;

/// <summary>Gateways, the real Auth and a backend in the place of Issuance, on a database of their own.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private static readonly string[] VoucherScopes = [Scopes.RequestVoucher];

    public const string VoucherPath = "/api/v1/voucher/request";

    private readonly AuthService auth;
    private readonly GatewayService[] gateways;
    private readonly HttpClient anOperator;
    private readonly NpgsqlDataSource database;

    private Platform(AuthService auth, GatewayService[] gateways, Backend backend, string database)
    {
        this.auth = auth;
        this.gateways = gateways;
        this.database = NpgsqlDataSource.Create(database);
        Backend = backend;
        anOperator = auth.CreateClient().WithToken(TestTokens.OfOperator());
        Clients = [.. gateways.Select(gateway => gateway.CreateClient())];
    }

    public Backend Backend { get; }

    /// <summary>One for each gateway; they show no token of themselves.</summary>
    public IReadOnlyList<HttpClient> Clients { get; }

    public HttpClient Client => Clients[0];

    public GatewayService Gateway => gateways[0];

    public static async Task<Platform> StartAsync(PlatformOptions? options = null)
    {
        options ??= new PlatformOptions();
        var authdb = options.Database ?? await Stores.CreateDatabaseAsync();
        var redis = options.Redis ?? await Stores.RedisAsync();
        var settings = new Dictionary<string, string>(options.Settings) { ["ConnectionStrings:authdb"] = authdb, ["ConnectionStrings:redis"] = redis };
        var authService = new AuthService(settings, options.AuthEnvironment);
        var backend = await Backend.StartAsync();
        settings["services:issuance:http:0"] = options.IssuanceAddress ?? backend.Address;
        settings["services:auth:http:0"] = options.AuthAddress ?? authService.Address.ToString();
        // No test asks for its routes.
        settings["services:campaigns:http:0"] = backend.Address;
        var started = Enumerable.Range(0, options.Gateways).Select(_ => new GatewayService(settings, options.GatewayEnvironment));
        return new Platform(authService, [.. started], backend, authdb);
    }

    /// <summary>A token of a new distributor.</summary>
    public async Task<PlatformToken> IssueAsync()
    {
        var partyId = $"P-{Guid.NewGuid():N}";
        await using (var connection = await database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "INSERT INTO parties (party_id, kind, name, created_at) VALUES (@partyId, 'distributor', 'A party', now())", new { partyId });
        }
        using var response = await anOperator.PostAsJsonAsync(
            $"/admin/v1/parties/{partyId}/tokens", new { scopes = VoucherScopes });
        return await ReadTokenAsync(response);
    }

    /// <summary>Returns when Auth has answered.</summary>
    public async Task RevokeAsync(PlatformToken token)
    {
        using var response = await anOperator.PostAsync(new Uri($"/admin/v1/tokens/{token.Id}/revoke", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Returns when Auth has answered.</summary>
    public async Task<PlatformToken> RotateAsync(PlatformToken token)
    {
        using var response = await anOperator.PostAsync(new Uri($"/admin/v1/tokens/{token.Id}/rotate", UriKind.Relative), null);
        return await ReadTokenAsync(response);
    }

    private static async Task<PlatformToken> ReadTokenAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new PlatformToken(body.GetProperty("id").GetGuid(), body.GetProperty("token").GetString()!, body.GetProperty("party_id").GetString()!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in Clients)
            client.Dispose();
        anOperator.Dispose();
        foreach (var gateway in gateways)
            await gateway.DisposeAsync();
        await auth.DisposeAsync();
        await Backend.DisposeAsync();
        await database.DisposeAsync();
    }
}

internal sealed record PlatformToken(Guid Id, string Text, string PartyId);

internal sealed record PlatformOptions
{
    public int Gateways { get; init; } = 1;
    public string? Database { get; init; }
    public string? Redis { get; init; }
    public string AuthEnvironment { get; init; } = "Production";
    public string GatewayEnvironment { get; init; } = "Production";
    public string? AuthAddress { get; init; }
    public string? IssuanceAddress { get; init; }
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

internal static class Requests
{
    /// <summary>Asks for a voucher.</summary>
    public static async Task<HttpResponseMessage> RequestVoucherAsync(this HttpClient client, string? token, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Platform.VoucherPath);
        request.Content = content ?? new StringContent("{}", Encoding.UTF8, "application/json");
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await client.SendAsync(request);
    }

    public static async Task<HttpStatusCode> StatusAsync(this HttpClient client, string? token)
    {
        using var response = await client.RequestVoucherAsync(token);
        return response.StatusCode;
    }

    /// <summary>Asserts status, content type and the exact body of an error.</summary>
    public static async Task IsErrorAsync(this HttpResponseMessage response, int status, string message)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($$"""{"message":"{{message}}"}""", await response.Content.ReadAsStringAsync());
    }
}
