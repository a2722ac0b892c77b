using System.Text.Json;
using System.Text.RegularExpressions;
using Voucher.Campaigns.Capacity;
using Voucher.Campaigns.Lifecycle;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Reads what an operator says about a campaign.</summary>
internal static partial class CampaignBody
{
    private const int MostCategories = 50;
    private const int MostDistributors = 1_000;
    private const int LongestTerms = 2_000;
    private const int LowestPriority = 1_000_000;

    /// <summary>Ten years.</summary>
    private const int MostDays = 3_650;

    private const string ValueForm =
        "Must be a decimal number above 0 as a text, such as \"10.00\", with at most 12 digits before the point and 4 behind it.";

    /// <summary>Every field that a campaign has, those included that are only shown: they get remedies of their own.</summary>
    public static readonly string[] Fields =
    [
        "id", "merchant_id", "name", "categories", "distributors", "start_at", "end_at", "time_zone", "priority", "value", "currency",
        "activation", "validity", "acquisition", "product_format", "product_id", "bundle_item_id", "terms", "limits", "state",
    ];

    /// <summary>What a campaign is where nothing is said.</summary>
    public static Campaign Blank(DateTime createdAt) => new(
        "", "", "", [], Whitelist.OfAll, StartAt: null, EndAt: null, "UTC", Priority: 100, Value: null, Currency: null, Activation: null,
        Validity: null, Acquisitions.Free, ProductFormats.Digital, ProductId: null, BundleItemId: null, Terms: null, Limits: null, CampaignStates.Active,
        createdAt, Revision: 1, Version: 0);

    /// <summary>
    /// The campaign with what the body says: a field that is absent leaves it as it is, null removes. Where the body has errors the
    /// result is without use. Id and state are the caller's.
    /// </summary>
    public static Campaign Apply(OperatorBody body, Campaign to) => to with
    {
        MerchantId = body.Id("merchant_id") ?? to.MerchantId,
        Name = body.Text("name") ?? to.Name,
        Categories = Categories(body) ?? to.Categories,
        Distributors = Distributors(body) ?? to.Distributors,
        StartAt = body.Has("start_at") ? body.Time("start_at")?.UtcDateTime : to.StartAt,
        EndAt = body.Has("end_at") ? body.Time("end_at")?.UtcDateTime : to.EndAt,
        TimeZone = body.Text("time_zone") ?? to.TimeZone,
        Priority = (int)(body.Number("priority", 0, LowestPriority) ?? to.Priority),
        Value = body.Has("value") ? Value(body) : to.Value,
        Currency = body.Has("currency") ? Currency(body) : to.Currency,
        Activation = body.Has("activation") ? Day(body, "activation") : to.Activation,
        Validity = body.Has("validity") ? Day(body, "validity") : to.Validity,
        Acquisition = body.OneOf("acquisition", Acquisitions.Free, Acquisitions.Bought) ?? to.Acquisition,
        ProductFormat = body.OneOf("product_format", ProductFormats.Digital, ProductFormats.Paper) ?? to.ProductFormat,
        ProductId = body.Has("product_id") ? body.Text("product_id") : to.ProductId,
        BundleItemId = body.Has("bundle_item_id") ? body.Text("bundle_item_id") : to.BundleItemId,
        Terms = body.Has("terms") ? body.Lines("terms", LongestTerms) : to.Terms,
        Limits = body.Has("limits") ? LimitsBody.Read(body, "limits") : to.Limits,
    };

    private static List<string>? Categories(OperatorBody body) =>
        body.Texts("categories", 1, MostCategories) is { } categories ? Ids(body, "categories", categories) : null;

    private static Whitelist? Distributors(OperatorBody body)
    {
        switch (body.KindOf("distributors"))
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return null;
            case JsonValueKind.Array:
                return body.Texts("distributors", 0, MostDistributors) is { } ids
                    ? new Whitelist(All: false, Ids(body, "distributors", ids))
                    : null;
            case JsonValueKind.String when body.Text("distributors", int.MaxValue) == Whitelist.Everybody:
                return Whitelist.OfAll;
            default:
                body.Wrong(
                    "distributors", $"Must be \"all\", or a list of 0 to {MostDistributors} ids of distributors; an empty one opens the campaign to none.");
                return null;
        }
    }

    /// <summary>In the order in which they are kept, so that another order is no change.</summary>
    private static List<string> Ids(OperatorBody body, string field, IReadOnlyList<string> ids)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (!OperatorValues.IsId(ids[i]))
                body.Wrong($"{field}[{i}]", OperatorValues.IdForm);
        }
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private static string? Value(OperatorBody body)
    {
        if (!body.HasValue("value"))
            return null;
        if (body.KindOf("value") == JsonValueKind.String && body.Text("value") is { } text && Amount().IsMatch(text)
            && text.Any(digit => digit is >= '1' and <= '9'))
            return text;
        body.Wrong("value", ValueForm);
        return null;
    }

    private static string? Currency(OperatorBody body)
    {
        if (body.Text("currency") is { } text && !CurrencyCode().IsMatch(text))
            body.Wrong("currency", "Must be the three capital letters of a currency as of ISO 4217, such as EUR.");
        return body.Text("currency");
    }

    private static VoucherDay? Day(OperatorBody body, string field)
    {
        if (body.Part(field, "date", "days_after_issue") is not { } day)
            return null;
        if (day.HasValue("date") == day.HasValue("days_after_issue"))
            body.Wrong(field, "Must have either date, such as \"2026-03-31\", or days_after_issue, such as 30.");
        return new VoucherDay(day.Day("date"), (int?)day.Number("days_after_issue", 0, MostDays));
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,4})?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Amount();

    [GeneratedRegex(@"^[A-Z]{3}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurrencyCode();
}
