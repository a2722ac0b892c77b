using System.Text.Json.Serialization;
using Voucher.Issuance.Ledger;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Requests;

/// <summary>The body of 200 to a request of one category (contract S0). Times are UTC in whole seconds.</summary>
/// <param name="CampaignId">The campaign that the voucher is of.</param>
/// <param name="VoucherCode">The code for the customer.</param>
/// <param name="ExpiryDate">The voucher's last second: the end of its validity where its campaign says so, else the campaign's end; empty when there is neither.</param>
/// <param name="IssuedAt">When the voucher was issued.</param>
/// <param name="ConfirmBy">Until when it has to be confirmed; left out when it need not be.</param>
public sealed record VoucherAnswer(string CampaignId, string VoucherCode, string ExpiryDate, string IssuedAt, string? ConfirmBy)
{
    /// <summary>The answer for a voucher, the same one for each replay.</summary>
    public static VoucherAnswer For(IssuedVoucher voucher) => new(
        voucher.CampaignId, voucher.Code, AnswerTime.OrEmpty(voucher.ExpiresAt), AnswerTime.Of(voucher.IssuedAt), AnswerTime.OrNull(voucher.ConfirmBy));
}

/// <summary>The body of 200 to a request of ordered products (contract S1). Times are UTC in whole seconds.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="CampaignId">The campaign that the voucher is of.</param>
/// <param name="CategoryId">The product id that matched.</param>
/// <param name="ProductId">The same.</param>
/// <param name="VoucherCode">The code for the customer.</param>
/// <param name="SerialNumber">The code's serial number.</param>
/// <param name="ExpiryDate">As in <see cref="VoucherAnswer"/>.</param>
/// <param name="RequestId">The partner's name for the request.</param>
/// <param name="IssuedAt">When the voucher was issued.</param>
/// <param name="ConfirmBy">Until when it has to be confirmed; left out when it need not be.</param>
public sealed record OrderedVoucherAnswer(
    string Status, string CampaignId, string CategoryId, string ProductId, string VoucherCode, string SerialNumber, string ExpiryDate,
    string RequestId, string IssuedAt, string? ConfirmBy)
{
    /// <summary>The answer for a voucher, the same one for each replay.</summary>
    public static OrderedVoucherAnswer For(IssuedVoucher voucher, string requestId) => new(
        "success", voucher.CampaignId, voucher.CategoryId, voucher.CategoryId, voucher.Code, voucher.SerialNumber, AnswerTime.OrEmpty(voucher.ExpiresAt),
        requestId, AnswerTime.Of(voucher.IssuedAt), AnswerTime.OrNull(voucher.ConfirmBy));
}

/// <summary>Times in public bodies: UTC, ISO 8601 with whole seconds.</summary>
internal static class AnswerTime
{
    public static string Of(DateTimeOffset time) => UtcSecondsConverter.TextOf(time.UtcDateTime);

    public static string OrEmpty(DateTimeOffset? time) => OrNull(time) ?? "";

    public static string? OrNull(DateTimeOffset? time) => time is { } moment ? Of(moment) : null;
}

[JsonSerializable(typeof(VoucherAnswer))]
[JsonSerializable(typeof(OrderedVoucherAnswer))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RequestsJson : JsonSerializerContext;
