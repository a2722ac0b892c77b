using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests;

/// <summary>The service on a database of its own, for the tests of one class. Tests keep apart by the ids that they choose.</summary>
public sealed class CampaignsService : IAsyncLifetime
{
    private RunningService<Program>? service;
    private OwnRedis? redis;

    /// <summary>The database's, with its password, which <see cref="Database"/> does not tell.</summary>
    public string ConnectionString { get; private set; } = "";

    public NpgsqlDataSource Database { get; private set; } = null!;

    /// <summary>Its own, so that every notice there is of this service.</summary>
    public string Redis => redis!.ConnectionString;

    public AuthDouble Auth { get; private set; } = null!;

    /// <summary>May ask for matches and the version.</summary>
    public HttpClient Issuance { get; private set; } = null!;

    public HttpClient Operator { get; private set; } = null!;

    /// <summary>Shows no token.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        ConnectionString = await Stores.CreateDatabaseAsync();
        Database = NpgsqlDataSource.Create(ConnectionString);
        Auth = await AuthDouble.StartAsync();
        redis = await Stores.StartRedisAsync();
        service = new RunningService<Program>(Settings(ConnectionString, Redis, Auth.Address));
        Issuance = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));
        Operator = service.CreateClient().WithToken(TestTokens.OfOperator());
        Anonymous = service.CreateClient();
    }

    public static IReadOnlyDictionary<string, string> Settings(string database, string redis, string auth = "http://127.0.0.1:1") => new Dictionary<string, string>
    {
        ["services:auth:http:0"] = auth,
        ["ConnectionStrings:campaignsdb"] = database,
        ["ConnectionStrings:redis"] = redis,
    };

    public async Task DisposeAsync()
    {
        Issuance.Dispose();
        Operator.Dispose();
        Anonymous.Dispose();
        await service!.DisposeAsync();
        await redis!.DisposeAsync();
        await Auth.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Adds a campaign of one category.</summary>
    /// <param name="distributorIds">Its whitelist; null: for all.</param>
    public async Task AddCampaignAsync(
        string id, string categoryId, string[]? distributorIds = null, string state = "active", int priority = 100)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var campaign = new { id, categoryId, distributorIds = distributorIds ?? [], all = distributorIds is null, state, priority };
        await connection.ExecuteAsync(
            """
            INSERT INTO campaigns (id, name, merchant_id, state, priority, all_distributors) VALUES (@id, 'A campaign', 'MERCH', @state, @priority, @all);
            INSERT INTO campaign_categories (campaign_id, category_id) VALUES (@id, @categoryId);
            INSERT INTO campaign_distributors (campaign_id, distributor_id) SELECT @id, unnest(@distributorIds);
            """,
            campaign,
            transaction);
        await transaction.CommitAsync();
    }

    /// <summary>Adds a category of a unique name, so that only the test's own campaigns are of it.</summary>
    public async Task<string> AddCategoryAsync()
    {
        var id = $"CAT-{Guid.NewGuid():N}";
        await ExecuteAsync($"INSERT INTO categories (id, description) VALUES ('{id}', '')");
        return id;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Sends a request of the operator's, with a body of JSON and <c>If-Match</c> where they are given.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = body is string text ? new StringContent(text, Encoding.UTF8, "application/json") : JsonContent.Create(body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return Operator.SendAsync(request);
    }

    /// <summary>The entries of the audit log on something, the first one first.</summary>
    public async Task<JsonElement[]> AuditAsync(string subject)
    {
        var page = await Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/audit/campaigns?subject={subject}");
        return [.. page.GetProperty("items").EnumerateArray().Reverse()];
    }

    public async Task<JsonElement> MatchAsync(string distributorId, string categoryId) =>
        await Issuance.GetFromJsonAsync<JsonElement>(
            $"/internal/campaigns/match?distributor_id={Uri.EscapeDataString(distributorId)}&category_id={Uri.EscapeDataString(categoryId)}");

    public async Task<long> VersionAsync() =>
        (await Issuance.GetFromJsonAsync<JsonElement>("/internal/polled/campaigns/version")).GetProperty("version").GetInt64();
}
