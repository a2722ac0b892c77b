using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Campaigns.Tests;

/// <summary>Campaigns as an operator sends them.</summary>
public static class Draft
{
    public static string UniqueId() => $"CAMP-{Guid.NewGuid():N}";

    /// <summary>With what is required, and a name.</summary>
    public static JsonObject Of(string id, string category = "PAY") => new()
    {
        ["id"] = id,
        ["merchant_id"] = AuthDouble.Merchant,
        ["name"] = "A campaign",
        ["categories"] = new JsonArray(category),
        ["distributors"] = "all",
    };

    /// <summary>With a field of another value, given as JSON; without it where that is null.</summary>
    public static JsonObject With(this JsonObject draft, string field, string? json)
    {
        if (json is null)
            draft.Remove(field);
        else
            draft[field] = JsonNode.Parse(json);
        return draft;
    }

    /// <summary>Creates a campaign and gives the answer.</summary>
    public static async Task<JsonElement> CreateAsync(this CampaignsService campaigns, JsonObject draft)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, "/admin/v1/campaigns", draft);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        return answer;
    }

    /// <summary>Creates a campaign where nothing but its category matters, and gives its id.</summary>
    public static async Task<string> CreateAsync(this CampaignsService campaigns, string category = "PAY")
    {
        var id = UniqueId();
        await campaigns.CreateAsync(Of(id, category));
        return id;
    }

    /// <summary>The campaign as it is now.</summary>
    public static Task<JsonElement> ShowAsync(this CampaignsService campaigns, string id) =>
        campaigns.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/campaigns/{id}");
}
