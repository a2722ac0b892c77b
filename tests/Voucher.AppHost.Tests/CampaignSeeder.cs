using Dapper;
using Npgsql;
using Voucher.Issuance.Inventory;

namespace Voucher.AppHost.Tests;

/// <summary>A campaign that only its test knows, the only one of its category.</summary>
/// <param name="Codes">All codes that were put in.</param>
public sealed record SeededCampaign(string Id, string CategoryId, IReadOnlyCollection<string> Codes);

/// <summary>What a seeded campaign is like; by default it issues to DIST-001, for ever.</summary>
public sealed record CampaignPlan
{
    public int Codes { get; init; } = 10;

    /// <summary>Whether each code comes with a serial number: the code's, with <c>SN-</c> before it.</summary>
    public bool HasSerialNumbers { get; init; }

    public IReadOnlyList<string> DistributorIds { get; init; } = [Distributor.First.Id];

    public string State { get; init; } = "active";

    public DateTime? StartAt { get; init; }

    public DateTime? EndAt { get; init; }

    /// <summary>Its limits, as JSON.</summary>
    public string? Limits { get; init; }
}

/// <summary>Puts campaigns into the databases of the running system.</summary>
public sealed class CampaignSeeder(NpgsqlDataSource campaigns, NpgsqlDataSource issuance)
{
    private const string AddCampaign =
        """
        INSERT INTO categories (id, description) VALUES (@CategoryId, 'A test''s own');
        INSERT INTO campaigns (id, name, merchant_id, state, start_at, end_at, limits)
        VALUES (@Id, 'A test''s own', 'MERCH-TEST', @State, @StartAt, @EndAt, @Limits::jsonb);
        INSERT INTO campaign_categories (campaign_id, category_id) VALUES (@Id, @CategoryId);
        INSERT INTO campaign_distributors (campaign_id, distributor_id) SELECT @Id, unnest(@DistributorIds);
        """;

    public async Task<SeededCampaign> AddAsync(CampaignPlan? given = null)
    {
        var plan = given ?? new CampaignPlan();
        var id = $"CAMP-{Guid.NewGuid():N}";
        var codes = Enumerable.Range(1, plan.Codes).Select(number => $"{id}-{number}").ToArray();
        if (codes.Length > 0)
            await new AddCodes(issuance).AddAsync(id, [.. codes.Select(code => new NewCode(code, plan.HasSerialNumbers ? $"SN-{code}" : null))], CancellationToken.None);

        var campaign = new SeededCampaign(id, $"CAT-{id}", codes);
        await using var connection = await campaigns.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            AddCampaign,
            new { campaign.Id, campaign.CategoryId, plan.State, plan.StartAt, plan.EndAt, plan.Limits, DistributorIds = plan.DistributorIds.ToArray() },
            transaction);
        await transaction.CommitAsync();
        return campaign;
    }

    /// <summary>A category without a campaign.</summary>
    public async Task<string> AddCategoryAsync()
    {
        var id = $"CAT-{Guid.NewGuid():N}";
        await using var connection = await campaigns.OpenConnectionAsync();
        await connection.ExecuteAsync("INSERT INTO categories (id, description) VALUES (@id, 'A test''s own')", new { id });
        return id;
    }

    /// <summary>How many codes of a campaign are in the ledger.</summary>
    public async Task<int> IssuedAsync(SeededCampaign campaign)
    {
        await using var connection = await issuance.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM issued_vouchers WHERE campaign_id = @Id", new { campaign.Id });
    }
}
