namespace Voucher.Issuance.Reported;

/// <summary>What a merchant's system says of a voucher (contract S3).</summary>
/// <param name="VoucherCode">Which voucher.</param>
/// <param name="Timestamp">The time that it was so, in nanoseconds since 1970.</param>
/// <param name="Fields">
/// What is said, by the contract's names, as texts: times in nanoseconds, numbers without superfluous zeros, <c>custom</c> as canonical JSON. Always with
/// the code itself, whose time thereby is that of the newest event.
/// </param>
internal sealed record VoucherEvent(string VoucherCode, decimal Timestamp, IReadOnlyDictionary<string, string> Fields);

/// <summary>The fields of contract S3.</summary>
internal static class EventFields
{
    public const string Timestamp = "timestamp";
    public const string EventType = "eventType";
    public const string Voucher = "voucher";
    public const string VoucherCode = "voucherCode";
    public const string ReferrerId = "referrerId";
    public const string Currency = "currency";
    public const string VoucherType = "voucherType";
    public const string Custom = "custom";

    /// <summary>In the contract's order.</summary>
    public static readonly string[] OfVoucher =
        [VoucherCode, ReferrerId, "expiry", "value", Currency, VoucherType, "referralValue", "creationTime", Custom];

    public static bool IsTime(string field) => field is "expiry" or "creationTime";

    public static bool IsNumber(string field) => field is "value" or "referralValue";
}
