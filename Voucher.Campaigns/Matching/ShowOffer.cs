using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.Campaigns.Matching;

/// <summary>What a campaign's vouchers are, whoever may hand them out and whatever its state.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="MerchantId">Whose campaign it is.</param>
/// <param name="Name">For people.</param>
/// <param name="TimeZone">IANA name of the zone whose days are the campaign's.</param>
/// <param name="Value">What a voucher is worth: a decimal number, or null.</param>
/// <param name="Currency">Of <paramref name="Value"/>, as of ISO 4217; null without a value.</param>
/// <param name="Acquisition">One of <see cref="Catalogue.Acquisitions"/>.</param>
/// <param name="ProductFormat">One of <see cref="Catalogue.ProductFormats"/>.</param>
/// <param name="ProductId">The merchant's or distributor's name for the product, or null.</param>
/// <param name="BundleItemId">The bundle that it is part of, or null.</param>
/// <param name="Terms">What is printed with its vouchers, or null.</param>
public sealed record Offer(
    string CampaignId,
    string MerchantId,
    string Name,
    string TimeZone,
    string? Value,
    string? Currency,
    string Acquisition,
    string ProductFormat,
    string? ProductId,
    string? BundleItemId,
    string? Terms);

/// <summary>A campaign's offer.</summary>
/// <param name="Version">The version at which this was so, as in <see cref="MatchAnswer"/>.</param>
/// <param name="Offer">Null when there is no such campaign.</param>
public sealed record OfferAnswer(long Version, Offer? Offer);

/// <summary>Tells Issuance what it must know of a campaign to show and to redeem a voucher of it.</summary>
public static class ShowOffer
{
    /// <summary>One statement, so that the version is that of the offer.</summary>
    private const string Select =
        """
        SELECT change_version.version, id AS campaign_id, merchant_id, name, time_zone, value::text AS value, currency, acquisition, product_format, product_id,
               bundle_item_id, terms
        FROM change_version LEFT JOIN campaigns ON id = @campaignId
        """;

    public static async Task<Results<Ok<OfferAnswer>, BadRequest<ErrorMessage>>> HandleAsync(
        [FromQuery(Name = "campaign_id")] string[] campaignIds, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if (campaignIds is not [var campaignId] || !MatchCampaigns.IsId(campaignId))
            return TypedResults.BadRequest(new ErrorMessage(ErrorMessage.For(StatusCodes.Status400BadRequest)));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleAsync<Row>(new CommandDefinition(Select, new { campaignId }, cancellationToken: cancellationToken));
        return TypedResults.Ok(new OfferAnswer(row.Version, row.CampaignId is null ? null : row.ToOffer()));
    }

    private sealed record Row(
        long Version, string? CampaignId, string? MerchantId, string? Name, string? TimeZone, string? Value, string? Currency, string? Acquisition,
        string? ProductFormat, string? ProductId, string? BundleItemId, string? Terms)
    {
        public Offer ToOffer() => new(
            CampaignId!, MerchantId!, Name!, TimeZone!, Value, Currency, Acquisition!, ProductFormat!, ProductId, BundleItemId, Terms);
    }
}
