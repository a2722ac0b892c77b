using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Voucher.Issuance.Offers;
using Voucher.ServiceDefaults.Health;

namespace Voucher.Issuance.Matching;

/// <summary>Asks Campaigns.</summary>
public sealed class CampaignsClient(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The candidates for a distributor and a category.</summary>
    /// <exception cref="HttpRequestException">Campaigns cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="JsonException">It answered something else.</exception>
    public Task<CampaignMatch> MatchAsync(string distributorId, string categoryId) => GetAsync(
        $"/internal/campaigns/match?distributor_id={Uri.EscapeDataString(distributorId)}&category_id={Uri.EscapeDataString(categoryId)}",
        MatchingJson.Default.CampaignMatch);

    /// <summary>What a campaign's vouchers are.</summary>
    /// <exception cref="HttpRequestException">Campaigns cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="JsonException">It answered something else.</exception>
    public Task<OfferAnswer> OfferAsync(string campaignId) =>
        GetAsync($"/internal/campaigns/offer?campaign_id={Uri.EscapeDataString(campaignId)}", MatchingJson.Default.OfferAnswer);

    /// <summary>The version of all campaigns now.</summary>
    /// <exception cref="HttpRequestException">Campaigns cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="JsonException">It answered something else.</exception>
    public async Task<long> VersionAsync() =>
        (await GetAsync(HealthPaths.Polled + "/campaigns/version", MatchingJson.Default.CampaignsVersion)).Version;

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type)
    {
        // Calls end with their patience: if they were only left alone, those to a Campaigns that hangs would pile up.
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await http.GetFromJsonAsync(path, type, patience.Token) ?? throw new JsonException($"{path} answered null.");
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"{path} did not answer in time.", error);
        }
    }
}
