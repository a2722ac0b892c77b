using Voucher.Campaigns.Capacity;

namespace Voucher.Campaigns.Catalogue;

/// <summary>A campaign as operators see it.</summary>
/// <param name="Id">Chosen by the operator; never changes.</param>
/// <param name="MerchantId">The party whose codes it hands out.</param>
/// <param name="Name">For people.</param>
/// <param name="Categories">What it is offered for: 1 to 50, by id.</param>
/// <param name="Distributors">Who may hand out its codes.</param>
/// <param name="StartAt">It issues from here on. Null: since ever.</param>
/// <param name="EndAt">It issues until just before. Null: for ever.</param>
/// <param name="TimeZone">IANA name of the zone whose days are the campaign's.</param>
/// <param name="Priority">The lowest is asked first.</param>
/// <param name="Value">What a voucher is worth: a decimal number with at most 4 decimals, or null.</param>
/// <param name="Currency">Of <paramref name="Value"/>, as of ISO 4217; null without a value.</param>
/// <param name="Activation">From which day a voucher can be used. Null: at once.</param>
/// <param name="Validity">The last day of a voucher. Null: the campaign's end.</param>
/// <param name="Acquisition">One of <see cref="Acquisitions"/>.</param>
/// <param name="ProductFormat">One of <see cref="ProductFormats"/>.</param>
/// <param name="ProductId">The merchant's or distributor's name for the product, or null.</param>
/// <param name="BundleItemId">The bundle that it is part of, or null.</param>
/// <param name="Terms">What is printed with its vouchers, or null.</param>
/// <param name="Limits">How many of its vouchers may be issued. Null: as many as it has codes.</param>
/// <param name="State">One of <see cref="Lifecycle.CampaignStates"/>.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Revision">Rises with each change of the campaign; its <c>ETag</c>.</param>
/// <param name="Version">Match answers of this version or a later one know the campaign as it is here.</param>
public sealed record Campaign(
    string Id,
    string MerchantId,
    string Name,
    IReadOnlyList<string> Categories,
    Whitelist Distributors,
    DateTime? StartAt,
    DateTime? EndAt,
    string TimeZone,
    int Priority,
    string? Value,
    string? Currency,
    VoucherDay? Activation,
    VoucherDay? Validity,
    string Acquisition,
    string ProductFormat,
    string? ProductId,
    string? BundleItemId,
    string? Terms,
    CampaignLimits? Limits,
    string State,
    DateTime CreatedAt,
    long Revision,
    long Version);

/// <summary>How a voucher is come by.</summary>
public static class Acquisitions
{
    public const string Free = "free";
    public const string Bought = "bought";
}

/// <summary>What a voucher is printed or shown on.</summary>
public static class ProductFormats
{
    public const string Digital = "digital";
    public const string Paper = "paper";
}
