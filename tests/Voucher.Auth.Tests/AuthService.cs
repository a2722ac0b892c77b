using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests;

/// <summary>Auth on a database of its own and, unless it is given one, the shared Redis.</summary>
internal sealed class AuthService : IAsyncDisposable
{
    private readonly RunningService<Program> service;
    private readonly ConnectionMultiplexer multiplexer;

    private AuthService(RunningService<Program> service, string database, ConnectionMultiplexer multiplexer)
    {
        this.service = service;
        this.multiplexer = multiplexer;
        Database = NpgsqlDataSource.Create(database);
        Gateway = service.CreateClient().WithToken(TestTokens.OfService(Scopes.ResolveTokens));
        Operator = service.CreateClient().WithToken(TestTokens.OfOperator());
        Anonymous = service.CreateClient();
    }

    public NpgsqlDataSource Database { get; }

    public IDatabase Redis => multiplexer.GetDatabase();

    public IServiceProvider Services => service.Services;

    /// <summary>May resolve tokens.</summary>
    public HttpClient Gateway { get; }

    public HttpClient Operator { get; }

    /// <summary>Shows no token.</summary>
    public HttpClient Anonymous { get; }

    public static async Task<AuthService> StartAsync(
        string? database = null,
        string? redis = null,
        string environment = "Production",
        IReadOnlyDictionary<string, string>? settings = null,
        Action<IServiceCollection>? replace = null)
    {
        database ??= await Stores.CreateDatabaseAsync();
        redis ??= await Stores.RedisAsync();
        var all = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["ConnectionStrings:authdb"] = database,
            ["ConnectionStrings:redis"] = redis,
        };
        var running = new RunningService<Program>(all, environment, replace);
        return new AuthService(running, database, await ConnectionMultiplexer.ConnectAsync($"{redis},abortConnect=false"));
    }

    public HttpClient NewClient() => service.CreateClient();

    public async Task<string> AddPartyAsync(string kind = PrincipalKinds.Distributor)
    {
        var partyId = $"P-{Guid.NewGuid():N}";
        await ExecuteAsync("INSERT INTO parties (party_id, kind, name, created_at) VALUES (@partyId, @kind, 'A party', now())", new { partyId, kind });
        return partyId;
    }

    /// <summary>A token of a new distributor.</summary>
    public async Task<IssuedToken> IssueAsync(string? partyId = null, DateTimeOffset? expiresAt = null)
    {
        partyId ??= await AddPartyAsync();
        using var response = await AskForTokenAsync(partyId, [Scopes.RequestVoucher], expiresAt);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await IssuedToken.ReadAsync(response);
    }

    public Task<HttpResponseMessage> AskForTokenAsync(string partyId, string[] scopes, DateTimeOffset? expiresAt = null) =>
        Operator.PostAsJsonAsync($"/admin/v1/parties/{partyId}/tokens", new { scopes, expires_at = expiresAt });

    /// <summary>The internal token that a partner's token resolves to; null when it is not found.</summary>
    public async Task<string?> ResolveAsync(string token)
    {
        using var response = await Gateway.PostAsJsonAsync("/internal/tokens/resolve", new { token_hash = Convert.ToHexStringLower(PartnerToken.HashOf(token)) });
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString();
    }

    public Task<HttpResponseMessage> RevokeAsync(IssuedToken token) => PostAsync($"/admin/v1/tokens/{token.Id}/revoke");

    public Task<HttpResponseMessage> RotateAsync(IssuedToken token) => PostAsync($"/admin/v1/tokens/{token.Id}/rotate");

    public Task<HttpResponseMessage> PostAsync(string path) => Operator.PostAsync(new Uri(path, UriKind.Relative), null);

    /// <summary>What an operator sends.</summary>
    /// <param name="json">Sent as it is; null sends no body.</param>
    /// <param name="ifMatch">Sent as it is; null sends no such header.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Operator.SendAsync(request);
    }

    /// <summary>What an operator reads there; asserts that it can be read.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Whether any statement on this database waits for a lock.</summary>
    public async Task<bool> SomebodyWaitsForALockAsync()
    {
        await using var look = Database.CreateCommand(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')");
        return (bool)(await look.ExecuteScalarAsync())!;
    }

    /// <summary>The audit log, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> AuditAsync(string query = "") =>
        [.. (await GetAsync($"/admin/v1/audit/access{query}")).GetProperty("items").EnumerateArray()];

    public async Task<string?> EntryAsync(string token) => await Redis.StringGetAsync(ResolvedTokenEntry.KeyOfToken(token));

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        Operator.Dispose();
        Anonymous.Dispose();
        await service.DisposeAsync();
        await multiplexer.CloseAsync();
        await Database.DisposeAsync();
    }
}
