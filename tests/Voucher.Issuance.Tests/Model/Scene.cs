using System.Globalization;
using System.Text.Json.Nodes;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Requests;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Model;

/// <summary>What one story has of the stage: campaigns, categories and distributors that no other story has, and how they are called.</summary>
internal sealed class Scene
{
    /// <summary>How many campaigns there are.</summary>
    public const int Campaigns = 3;

    private readonly string suffix = Guid.NewGuid().ToString("N")[..12];
    private readonly Dictionary<int, string> tokens = [];

    /// <summary>The campaigns of each category, the first choice first.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Offers { get; } = [[0], [1, 0], [2], [2, 1, 0], []];

    /// <summary>A category that a campaign is the first choice of.</summary>
    public static int FirstChoice(int campaign) => campaign;

    public string[] CampaignIds => [.. Enumerable.Range(0, Campaigns).Select(CampaignId)];

    public string[] DistributorIds => [DistributorId(0), DistributorId(1)];

    public string CampaignId(int campaign) => Name("CAMP", campaign);

    public string CategoryId(int category) => Name("CAT", category);

    public string DistributorId(int distributor) => Name("DIST", distributor);

    public static string TerminalId(int terminal) => string.Create(CultureInfo.InvariantCulture, $"TERM-{terminal}");

    public static string KeyOf(int key) => string.Create(CultureInfo.InvariantCulture, $"KEY-{key}");

    public string TokenOf(int distributor)
    {
        if (!tokens.TryGetValue(distributor, out var token))
            tokens[distributor] = token = TestTokens.OfDistributor(DistributorId(distributor));
        return token;
    }

    /// <summary>What a voucher for an order has as its product.</summary>
    public string? ProductOf(Order order, int category) => order.IsOrdered ? CategoryId(category) : ProductOf(order);

    /// <summary>The body that a till sends.</summary>
    public JsonObject BodyOf(Order order)
    {
        var body = new JsonObject
        {
            ["distributor_id"] = DistributorId(order.Distributor),
            ["terminal_id"] = TerminalId(order.Terminal),
        };
        if (order.IsOrdered)
        {
            body["request_id"] = KeyOf(order.Key!.Value);
            body["product_ids"] = new JsonArray([.. order.Categories.Select(category => JsonValue.Create(CategoryId(category)))]);
        }
        else
        {
            body["trigger_category_id"] = CategoryId(order.Categories[0]);
            if (ProductOf(order) is { } product)
                body["trigger_product_id"] = product;
        }
        if (order.ConfirmWithin is { } seconds)
            body["confirm_within_seconds"] = seconds;
        return body;
    }

    /// <summary>The body that it has to read for a voucher.</summary>
    public JsonObject BodyOf(ModelRow row, DateTimeOffset? endAt)
    {
        var body = new JsonObject
        {
            ["campaign_id"] = CampaignId(row.Campaign),
            ["voucher_code"] = row.Code,
            ["expiry_date"] = endAt is { } end ? TextOf(end) : "",
            ["issued_at"] = TextOf(row.IssuedAt),
        };
        if (row.ConfirmBy is { } confirmBy)
            body["confirm_by"] = TextOf(confirmBy);
        if (row.Order.IsOrdered)
        {
            body["status"] = "success";
            body["category_id"] = CategoryId(row.Category);
            body["product_id"] = CategoryId(row.Category);
            body["serial_number"] = row.SerialNumber;
            body["request_id"] = KeyOf(row.Order.Key!.Value);
        }
        return body;
    }

    /// <summary>What a claim for an order is known by; empty if it has no request id.</summary>
    public string ClaimantOf(Order order) => order.Key is { } key
        ? PoolKeys.RequestOf(DistributorId(order.Distributor), KeyOf(key), FingerprintOf(order))
        : "";

    /// <summary>What is written for a claim.</summary>
    public LedgerEntry EntryOf(Order order, Claim claim, DateTimeOffset? endAt)
    {
        var confirmBy = order.ConfirmWithin is { } seconds ? claim.Claimant.At.AddSeconds(seconds) : (DateTimeOffset?)null;
        return new LedgerEntry(
            claim, CategoryId(order.Categories[0]), ProductOf(order, order.Categories[0]), order.Key is { } key ? KeyOf(key) : null,
            order.Key is null ? null : FingerprintOf(order), endAt, ConfirmBy: confirmBy);
    }

    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private byte[] FingerprintOf(Order order) => RequestFingerprint.Of(new VoucherRequest(
        order.IsOrdered ? RequestShape.Products : RequestShape.Category, DistributorId(order.Distributor), TerminalId(order.Terminal),
        [.. order.Categories.Select(CategoryId)], ProductOf(order), KeyOf(order.Key!.Value), order.ConfirmWithin));

    private static string? ProductOf(Order order) =>
        order.Product is { } product ? string.Create(CultureInfo.InvariantCulture, $"PRODUCT-{product}") : null;

    private string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}-{suffix}");
}
