using System.Globalization;
using System.Text.Json.Serialization;
using Voucher.Issuance.Ledger;

namespace Voucher.Issuance.Requests;

/// <summary>The body of 200 (contract S0). Times are UTC in whole seconds.</summary>
/// <param name="CampaignId">The campaign that the voucher is of.</param>
/// <param name="VoucherCode">The code for the customer.</param>
/// <param name="ExpiryDate">The voucher's last second: the end of its validity where its campaign says so, else the campaign's end; empty when there is neither.</param>
/// <param name="IssuedAt">When the voucher was issued.</param>
public sealed record VoucherAnswer(string CampaignId, string VoucherCode, string ExpiryDate, string IssuedAt)
{
    /// <summary>The answer for a voucher, the same one for each replay.</summary>
    public static VoucherAnswer For(IssuedVoucher voucher) =>
        new(voucher.CampaignId, voucher.Code, voucher.ExpiresAt is { } end ? Format(end) : "", Format(voucher.IssuedAt));

    private static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(VoucherAnswer))]
[JsonSerializable(typeof(string[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class RequestsJson : JsonSerializerContext;
