using System.Text.Json.Serialization;

namespace Voucher.Issuance.Offers;

/// <summary>What a campaign's vouchers are, as Campaigns tells it.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="MerchantId">Whose campaign it is.</param>
/// <param name="Name">For people.</param>
/// <param name="TimeZone">IANA name of the zone whose days are the campaign's.</param>
/// <param name="Value">What a voucher is worth: a decimal number, or null.</param>
/// <param name="Currency">Of <paramref name="Value"/>, as of ISO 4217; null without a value.</param>
/// <param name="Acquisition">How a voucher is come by: <c>free</c> or <c>bought</c>.</param>
/// <param name="ProductFormat">What it is for: something <c>digital</c>, or on <c>paper</c>.</param>
/// <param name="ProductId">The merchant's or distributor's name for the product, or null.</param>
/// <param name="BundleItemId">The bundle that it is part of, or null.</param>
/// <param name="Terms">What is printed with its vouchers, or null.</param>
public sealed record Offer(
    string CampaignId,
    string MerchantId,
    string Name,
    string TimeZone,
    string? Value = null,
    string? Currency = null,
    string Acquisition = "free",
    string ProductFormat = "digital",
    string? ProductId = null,
    string? BundleItemId = null,
    string? Terms = null)
{
    /// <summary>Whether its vouchers are bought, not given.</summary>
    [JsonIgnore]
    public bool IsBought => Acquisition == "bought";

    /// <summary>Whether what they are for is sent on paper.</summary>
    [JsonIgnore]
    public bool IsPaper => ProductFormat == "paper";
}

/// <summary>Campaigns' answer.</summary>
/// <param name="Version">The version of all campaigns that it was read from.</param>
/// <param name="Offer">Null when there is no such campaign.</param>
public sealed record OfferAnswer(long Version, Offer? Offer);
