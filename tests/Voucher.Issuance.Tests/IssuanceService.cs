using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests;

/// <summary>
/// The service on a database of its own, beside a double of Campaigns. Its rounds do not run by themselves: tests make them. Tests keep
/// apart by the campaigns that they choose.
/// </summary>
public sealed class IssuanceService : IAsyncDisposable
{
    private readonly RunningService<Program> service;
    private readonly bool ownsOthers;

    private IssuanceService(
        RunningService<Program> service, CampaignsDouble campaigns, NpgsqlDataSource database, string databaseAddress, string redis, bool ownsOthers)
    {
        DatabaseAddress = databaseAddress;
        this.ownsOthers = ownsOthers;
        this.service = service;
        Campaigns = campaigns;
        Database = database;
        RedisAddress = redis;
    }

    public CampaignsDouble Campaigns { get; }

    /// <summary>A way into the database beside the service.</summary>
    public NpgsqlDataSource Database { get; }

    public string RedisAddress { get; }

    public string DatabaseAddress { get; }

    public IDatabase Redis => Get<IConnectionMultiplexer>().GetDatabase();

    public PoolKeeper Keeper => service.Services.GetServices<IHostedService>().OfType<PoolKeeper>().Single();

    /// <param name="redis">The address of a Redis; the shared one by default.</param>
    /// <param name="settings">Settings of the section Issuance.</param>
    /// <param name="beside">A service to stand beside: with the same stores and the same Campaigns.</param>
    /// <param name="replace">Replaces parts of the service.</param>
    public static async Task<IssuanceService> StartAsync(
        string? redis = null, (string Key, string Value)[]? settings = null, IssuanceService? beside = null, Action<IServiceCollection>? replace = null)
    {
        redis ??= beside?.RedisAddress ?? await Stores.RedisAsync();
        var database = beside?.DatabaseAddress ?? await Stores.CreateDatabaseAsync();
        var campaigns = beside?.Campaigns ?? await CampaignsDouble.StartAsync();
        var all = new Dictionary<string, string>
        {
            ["ConnectionStrings:issuancedb"] = database,
            ["ConnectionStrings:redis"] = redis,
            ["services:campaigns:http:0"] = campaigns.Address,
            ["services:auth:http:0"] = campaigns.Address,
            ["Links:SigningKey"] = "a key of the tests that is long enough for HMAC",
            ["Issuance:PoolRound"] = "01:00:00",
            ["Issuance:ConfirmationRound"] = "01:00:00",
            ["Issuance:StockRound"] = "01:00:00",
            ["Issuance:ImportRound"] = "00:00:00.2",
            // A machine under load must not make misses go uncounted.
            ["Issuance:Guessing:RedisPatience"] = "00:00:20",
            // All tests come from one address, and many of them miss on purpose.
            ["Issuance:Guessing:MissesOfAddress"] = "1000000",
            ["Issuance:Guessing:MissesOfPrincipal"] = "1000000",
            ["Issuance:Webhooks:Round"] = "01:00:00",
            ["Issuance:Webhooks:SweepRound"] = "01:00:00",
            ["Logging:LogLevel:Default"] = "None",
        };
        foreach (var (key, value) in settings ?? [])
            all[$"Issuance:{key}"] = value;
        var running = new RunningService<Program>(all, replace: replace);
        return new IssuanceService(running, campaigns, beside?.Database ?? NpgsqlDataSource.Create(database), database, redis, beside is null);
    }

    public T Get<T>()
        where T : notnull => service.Services.GetRequiredService<T>();

    public HttpClient ClientOf(string distributorId) => ClientWith(TestTokens.OfDistributor(distributorId));

    public HttpClient ClientWith(string token) => service.CreateClient().WithToken(token);

    public HttpClient CreateClient() => service.CreateClient();

    /// <summary>A campaign of a unique name with codes, which serves the category of the same name.</summary>
    public async Task<string> AddCampaignAsync(int codes, DateTimeOffset? endAt = null)
    {
        var campaignId = $"CAMP-{Guid.NewGuid():N}";
        if (codes > 0)
            await AddCodesAsync(campaignId, 1, codes);
        Campaigns.Set(campaignId, CampaignsDouble.Active(campaignId, endAt: endAt));
        return campaignId;
    }

    public Task<int> AddCodesAsync(string campaignId, int first, int count) =>
        Get<AddCodes>().AddAsync(campaignId, [.. Enumerable.Range(first, count).Select(number => new NewCode(CodeOf(number)))], default);

    /// <summary>The code with a sequence number, of those that <see cref="AddCodesAsync"/> added from 1 on.</summary>
    public static string CodeOf(int number) => $"CODE-{number:D6}";

    /// <summary>A claim on a code of a campaign without limits; null when it has none left.</summary>
    public async Task<Claim?> ClaimAsync(string campaignId, string request = "") =>
        (await ClaimAsync(CampaignsDouble.Active(campaignId), request: request)).Claim;

    public async Task<ClaimAnswer> ClaimAsync(Candidate campaign, string distributorId = "DIST", string terminalId = "T", string request = "")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await Get<ClaimCode>().ClaimAsync(campaign, distributorId, terminalId, request, patience.Token);
    }

    /// <summary>What is to be written for a claim; the distributor, the terminal and the time are the claim's where nothing is said of them.</summary>
    public static LedgerEntry EntryFor(
        Claim claim, string? requestId = null, string? distributorId = null, string? terminalId = null, DateTimeOffset? at = null)
    {
        var claimant = claim.Claimant;
        claimant = claimant with { DistributorId = distributorId ?? claimant.DistributorId, TerminalId = terminalId ?? claimant.TerminalId, At = at ?? claimant.At };
        byte[]? fingerprint = requestId is null ? null : [(byte)claimant.TerminalId[^1]];
        return new LedgerEntry(claim with { Claimant = claimant }, "CAT", ProductId: null, requestId, fingerprint, ExpiresAt: null);
    }

    /// <summary>Writes an entry through the service's ledger writer.</summary>
    public async Task<LedgerOutcome> WriteAsync(LedgerEntry entry)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await Get<LedgerWriter>().WriteAsync(entry, patience.Token);
    }

    /// <summary>How many vouchers of a campaign the ledger has.</summary>
    public Task<int> CountIssuedAsync(string campaignId) =>
        ReadAsync<int>("SELECT count(*) FROM issued_vouchers WHERE campaign_id = @campaignId", new { campaignId });

    /// <summary>Makes all claims in flight look as if they had been made an hour ago.</summary>
    public async Task AgeClaimsAsync(string campaignId)
    {
        var inFlight = new PoolKeys(campaignId).InFlight;
        foreach (var record in await Redis.SortedSetRangeByRankAsync(inFlight))
            await Redis.SortedSetDecrementAsync(inFlight, record, 3600);
    }

    public async Task<T> ReadAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, parameters))!;
    }

    public Task<long> EpochAsync(string campaignId) => ReadAsync<long>("SELECT epoch FROM pools WHERE campaign_id = @campaignId", new { campaignId });

    /// <summary>Ends every connection that the service has to its database.</summary>
    public Task<long> KillConnectionsAsync() => ReadAsync<long>(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    /// <summary>Returns when somebody waits for a campaign's lock.</summary>
    public Task WaitForWaitingForLockAsync() => Eventually.IsTrueAsync(() => ReadAsync<bool>(
        """
        SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                       AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        """));

    public static Task<HttpResponseMessage> RequestAsync(
        HttpClient client, string distributorId, string categoryId, string? key = null, string terminalId = "TERM-1")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/voucher/request")
        {
            Content = JsonContent.Create(new { distributor_id = distributorId, terminal_id = terminalId, trigger_category_id = categoryId }),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        if (!ownsOthers)
            return;
        await Campaigns.DisposeAsync();
        await Database.DisposeAsync();
    }
}
