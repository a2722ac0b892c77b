using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Voucher.Issuance.Inventory;

namespace Voucher.Issuance;

/// <summary>Codes to try the platform with. Development only.</summary>
internal static class DemoData
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static readonly (string CampaignId, string Prefix, int Codes)[] Campaigns =
        [("CAMP-BETATHOME-001", "BET", 10_000), ("CAMP-STEAM-001", "STM", 10_000), ("CAMP-PAPER-001", "MAG", 1_000)];

    /// <summary>Gives each demo campaign its codes, once.</summary>
    public static async Task AddAsync(IServiceProvider services)
    {
        var dataSource = services.GetRequiredService<NpgsqlDataSource>();
        var addCodes = services.GetRequiredService<AddCodes>();
        foreach (var (campaignId, prefix, count) in Campaigns)
        {
            await using var connection = await dataSource.OpenConnectionAsync();
            if (await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT FROM codes WHERE campaign_id = @campaignId)", new { campaignId }))
                continue;
            var codes = new HashSet<string>(count);
            while (codes.Count < count)
                codes.Add($"{prefix}-{RandomNumberGenerator.GetString(Alphabet, 4)}-{RandomNumberGenerator.GetString(Alphabet, 6)}");
            await addCodes.AddAsync(campaignId, [.. codes.Select(code => new NewCode(code))], CancellationToken.None);
        }
    }
}
