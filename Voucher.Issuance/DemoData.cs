using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Voucher.Issuance.Inventory;

namespace Voucher.Issuance;

/// <summary>Codes to try the platform with. Development only.</summary>
internal static class DemoData
{
    private const int CodesPerCampaign = 10_000;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly (string CampaignId, string Prefix)[] Campaigns = [("CAMP-BETATHOME-001", "BET"), ("CAMP-STEAM-001", "STM")];

    /// <summary>Gives each demo campaign its codes, once.</summary>
    public static async Task AddAsync(IServiceProvider services)
    {
        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        var addCodes = services.GetRequiredService<AddCodes>();
        foreach (var (campaignId, prefix) in Campaigns)
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM codes WHERE campaign_id = @campaignId)", new { campaignId }))
                continue;
            var codes = new HashSet<string>(CodesPerCampaign);
            while (codes.Count < CodesPerCampaign)
                codes.Add($"{prefix}-{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 6)}");
            await addCodes.AddAsync(campaignId, [.. codes.Select(code => new NewCode(code))], CancellationToken.None);
        }
    }
}
