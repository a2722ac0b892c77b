using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Resource;

/// <summary>What a PUT wants to be done to a voucher.</summary>
/// <param name="Status"><see cref="ResourceStatus.Redeemed"/> or <see cref="ResourceStatus.Cancelled"/>.</param>
/// <param name="CustomerName">Who redeems it, if that is said.</param>
internal sealed record VoucherChange(string Status, string? CustomerName)
{
    /// <summary>What a request without a body wants.</summary>
    public static readonly VoucherChange Redeem = new(ResourceStatus.Redeemed, CustomerName: null);

    /// <summary>Says what is to be done.</summary>
    public const string StatusField = "status";

    /// <summary>Says who redeems it; may be absent.</summary>
    public const string CustomerNameField = "customer_name";

    /// <summary>
    /// What a body wants, which may be the whole resource as it was read: its other fields are passed over. Null, and what is wrong noted, when that
    /// cannot be done.
    /// </summary>
    /// <param name="status">The status that the voucher shall have.</param>
    /// <param name="customerName">The name; null or empty when none is said.</param>
    /// <param name="mayCancel">Whether the route cancels.</param>
    /// <param name="errors">Where to note what is wrong.</param>
    public static VoucherChange? Of(string? status, string? customerName, bool mayCancel, IDictionary<string, string> errors)
    {
        if (status != ResourceStatus.Redeemed && !(mayCancel && status == ResourceStatus.Cancelled))
            errors.TryAdd(StatusField, mayCancel ? "must be redeemed or cancelled" : "must be redeemed; a voucher is cancelled below its offer");
        if (TextFault(customerName ?? "") is { } fault)
            errors.TryAdd(CustomerNameField, fault);
        return errors.Count == 0 ? new VoucherChange(status!, string.IsNullOrEmpty(customerName) ? null : customerName) : null;
    }

    private static string? TextFault(string text) =>
        text.EnumerateRunes().Count() > PartnerBody.MaxTextLength ? $"must not be longer than {PartnerBody.MaxTextLength} characters"
        : text.Any(char.IsControl) ? "must not contain control characters"
        : null;
}
