using System.Text;
using System.Text.Json;
using Voucher.Issuance.Offers;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Events;

/// <summary>What is told of an event: the voucher or the campaign, never a name or an address of a person.</summary>
internal static class EventData
{
    /// <summary>A JSON object. Its fields are always the same for a type; what there is none of is null.</summary>
    public static string Of(WrittenEvent written, Offer? offer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (written.Type is EventTypes.CampaignLow or EventTypes.CampaignDepleted)
                WriteCampaign(json, written, offer);
            else
                WriteVoucher(json, written, offer);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteCampaign(Utf8JsonWriter json, WrittenEvent written, Offer? offer)
    {
        json.WriteString("campaign_id", written.CampaignId);
        json.WriteString("merchant_id", offer?.MerchantId);
        foreach (var known in JsonElement.Parse(written.Known ?? "{}").EnumerateObject())
            known.WriteTo(json);
    }

    private static void WriteVoucher(Utf8JsonWriter json, WrittenEvent written, Offer? offer)
    {
        json.WriteString("voucher_id", written.VoucherId);
        json.WriteString("voucher_code", written.Code);
        json.WriteString("serial_number", written.SerialNumber);
        json.WriteString("campaign_id", written.CampaignId);
        json.WriteString("merchant_id", offer?.MerchantId);
        json.WriteString("distributor_id", written.DistributorId);
        json.WriteString("terminal_id", written.TerminalId);
        json.WriteString("category_id", written.CategoryId);
        json.WriteString("product_id", written.ProductId);
        json.WriteString("value", offer?.Value);
        json.WriteString("currency", offer?.Currency);
        WriteTime(json, "issued_at", written.IssuedAt);
        json.WriteString("expiry_date", written.ExpiresAt is { } end ? UtcSecondsConverter.TextOf(end) : "");
        switch (written.Type)
        {
            case EventTypes.VoucherRedeemed:
                WriteTime(json, "redeemed_at", written.RedeemedAt);
                break;
            case EventTypes.VoucherCancelled:
                WriteTime(json, "cancelled_at", written.CancelledAt);
                break;
            case EventTypes.UserProductCreated:
                // Filled in when it is written: it may be being erased.
                json.WriteNull("account_id");
                json.WriteString("account_product_id", written.AccountProductId?.ToString());
                json.WriteString("user_product_id", written.UserProductId);
                break;
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? time) =>
        json.WriteString(name, time is { } at ? UtcSecondsConverter.TextOf(at) : null);
}
