using Voucher.ServiceDefaults.Health;

namespace Voucher.Issuance.Matching;

/// <summary>Asks Campaigns.</summary>
public sealed class CampaignsClient(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The candidates for a distributor and a category.</summary>
    /// <exception cref="HttpRequestException">Campaigns cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<CampaignMatch> MatchAsync(string distributorId, string categoryId)
    {
        var query = $"/internal/campaigns/match?distributor_id={Uri.EscapeDataString(distributorId)}&category_id={Uri.EscapeDataString(categoryId)}";
        return (await http.GetFromJsonAsync(query, MatchingJson.Default.CampaignMatch).WaitAsync(Patience))!;
    }

    /// <summary>The version of all campaigns now.</summary>
    /// <exception cref="HttpRequestException">Campaigns cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<long> VersionAsync() =>
        (await http.GetFromJsonAsync(HealthPaths.Polled + "/campaigns/version", MatchingJson.Default.CampaignsVersion).WaitAsync(Patience))!.Version;
}
