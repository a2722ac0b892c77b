using System.Text.Json;
using Voucher.AppHost.Tests.Operators;

namespace Voucher.AppHost.Tests.Resilience;

/// <summary>Issuance is killed on the spot while it imports codes.</summary>
[Collection(Platform.Name)]
public sealed class KilledImportTests(Platform platform)
{
    [Fact]
    public async Task An_import_that_Issuance_was_killed_in_ends_with_each_code_exactly_once_in_its_order()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 });
        var codes = OperatorCalls.NewCodes(400_000);
        using var accepted = await platform.Operator.UploadAsync(campaign.Id, codes);
        Assert.True(accepted.IsSuccessStatusCode);

        var atKills = new List<long>();
        for (var kill = 0; kill < 2; kill++)
        {
            var wanted = atKills.LastOrDefault() + 1;
            var import = await platform.Operator.LastImportAsync(campaign.Id, import => Committed(import) >= wanted);
            Assert.Equal("committing", import.StateOf());
            atKills.Add(Committed(import));
            await platform.KillAsync("issuance");
        }
        var end = await platform.Operator.LastImportAsync(campaign.Id, import => import.GetProperty("finished_at").ValueKind != JsonValueKind.Null);

        Assert.Equal(("completed", 400_000), (end.StateOf(), Committed(end)));
        await using var command = platform.IssuanceDatabase.CreateCommand(
            "SELECT array_agg(code ORDER BY seq), max(seq), (SELECT last_seq FROM pools WHERE campaign_id = $1) FROM codes WHERE campaign_id = $1");
        command.Parameters.Add(new() { Value = campaign.Id });
        await using var reader = await command.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal(codes, reader.GetFieldValue<string[]>(0));
        Assert.Equal((400_000, 400_000), (reader.GetInt64(1), reader.GetInt64(2)));
    }

    private static long Committed(JsonElement import) => import.GetProperty("committed").GetInt64();
}
