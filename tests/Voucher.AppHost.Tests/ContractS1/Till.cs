using System.Text;
using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests.ContractS1;

/// <summary>A till that asks by contract S1.</summary>
internal static class Till
{
    public const string ConfirmPath = "/api/v1/voucher/confirm";

    public static string NewRequestId() => $"POS-{Guid.NewGuid():N}";

    /// <summary>A request's body as the contract's example has it.</summary>
    public static JsonObject GoodBody(string requestId, params string[] productIds) => new()
    {
        ["request_id"] = requestId,
        ["distributor_id"] = Distributor.First.Id,
        ["terminal_id"] = "AT-998877",
        ["product_ids"] = new JsonArray([.. productIds.Select(id => JsonValue.Create(id))]),
    };

    /// <summary>Asks as DIST-001 for a voucher of the first of these campaigns that has one.</summary>
    public static Task<PosAnswer> OrderAsync(this Pos pos, string requestId, params SeededCampaign[] campaigns) =>
        pos.SendAsync(GoodBody(requestId, [.. campaigns.Select(campaign => campaign.CategoryId)]).ToJsonString());

    /// <summary>Confirms a request's voucher as DIST-001.</summary>
    public static Task<PosAnswer> ConfirmAsync(this Pos pos, string requestId, Action<HttpRequestMessage>? change = null) =>
        pos.SendAsync(Encoding.UTF8.GetBytes(new JsonObject { ["request_id"] = requestId }.ToJsonString()), request =>
        {
            request.RequestUri = new Uri(ConfirmPath, UriKind.Relative);
            change?.Invoke(request);
        });

    /// <summary>Fails unless it is a voucher of the campaign with exactly the contract's fields, for the product that is the campaign's.</summary>
    public static PosAnswer AssertOrdered(this PosAnswer answer, SeededCampaign campaign, string requestId)
    {
        answer.AssertIssued(campaign);
        Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
        Assert.Equal(
            ["campaign_id", "category_id", "expiry_date", "issued_at", "product_id", "request_id", "serial_number", "status", "voucher_code"],
            answer.Json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ("success", campaign.CategoryId, campaign.CategoryId, requestId),
            (answer.Text("status"), answer.Text("category_id"), answer.Text("product_id"), answer.Text("request_id")));
        return answer;
    }

    public static string Text(this PosAnswer answer, string field) => answer.Json.GetProperty(field).GetString()!;
}
