using System.Globalization;
using System.Text.Json;
using System.Xml;
using Voucher.Issuance.Links;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Requests;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Negotiation;

namespace Voucher.Issuance.Resource;

/// <summary>A voucher as contract S2 shows it: all its attributes, in the contract's order.</summary>
internal sealed class ShownVoucher
{
    private readonly IReadOnlyList<(string Name, string Text)> attributes;
    private readonly (string Id, string Name)? distributor;

    private ShownVoucher(IReadOnlyList<(string Name, string Text)> attributes, (string Id, string Name)? distributor) =>
        (this.attributes, this.distributor) = (attributes, distributor);

    /// <summary>As its merchant sees it (submission).</summary>
    public static ShownVoucher ToMerchant(HeldVoucher voucher, Offer offer, string distributorName) =>
        new([.. Common(voucher, offer)], (voucher.DistributorId, distributorName));

    /// <summary>As the distributor that gave it out sees it (distribution).</summary>
    public static ShownVoucher ToDistributor(HeldVoucher voucher, Offer offer, VoucherLinks links) => new(
        [
            .. Common(voucher, offer),
            ("reservation_id", voucher.RequestId ?? ""),
            ("account_id", voucher.AccountId ?? ""),
            ("barcode", links.Barcode),
            ("print_url", links.Page),
        ],
        distributor: null);

    /// <summary>Writes it as a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, text) in attributes)
            json.WriteString(name, text);
        if (distributor is { } party)
        {
            json.WriteStartObject("distributor");
            json.WriteString("id", party.Id);
            json.WriteString("name", party.Name);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    /// <summary>Writes it as an element.</summary>
    public void Write(XmlWriter xml)
    {
        xml.WriteStartElement("voucher");
        foreach (var (name, text) in attributes)
            WriteElement(xml, name, text);
        if (distributor is { } party)
        {
            xml.WriteStartElement("distributor");
            WriteElement(xml, "id", party.Id);
            WriteElement(xml, "name", party.Name);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static IEnumerable<(string Name, string Text)> Common(HeldVoucher voucher, Offer offer)
    {
        yield return ("id", voucher.Id.ToString());
        yield return ("offer_id", voucher.CampaignId);
        if (offer.BundleItemId is { } item)
            yield return ("bundle_item_id", item);
        yield return ("redemption_code", voucher.Code);
        yield return ("customer_name", voucher.CustomerName ?? "");
        yield return ("status", ResourceStatus.Of(voucher));
        yield return ("acquired_at", AnswerTime.Of(voucher.IssuedAt));
        yield return ("redeemed_at", AnswerTime.OrEmpty(voucher.RedeemedAt));
        yield return ("cancelled_at", AnswerTime.OrEmpty(voucher.CancelledAt));
        yield return ("activation_date", TextOf(voucher.ActivationDay(offer)));
        yield return ("expiration_date", TextOf(voucher.ExpirationDay(offer)));
    }

    private static string TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>An element that is empty is written as the contract's example has it.</summary>
    private static void WriteElement(XmlWriter xml, string name, string text)
    {
        xml.WriteStartElement(name);
        xml.WriteString(XmlCharacters.Valid(text));
        xml.WriteFullEndElement();
    }
}

/// <summary>The states that contract S2 knows. A voucher that has expired is still acquired.</summary>
internal static class ResourceStatus
{
    public const string Acquired = "acquired";
    public const string Redeemed = "redeemed";
    public const string Cancelled = "cancelled";

    public static string Of(HeldVoucher voucher) => voucher.CancelledAt is not null ? Cancelled : voucher.RedeemedAt is not null ? Redeemed : Acquired;
}
