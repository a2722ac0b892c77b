namespace Voucher.Issuance.Vouchers;

/// <summary>How the attempt to end a voucher ended.</summary>
public abstract record VoucherEnding
{
    private VoucherEnding()
    {
    }

    /// <summary>It is redeemed, or cancelled, by this very call, and that is on disk.</summary>
    /// <param name="Voucher">The voucher as it is now.</param>
    public sealed record Ended(HeldVoucher Voucher) : VoucherEnding;

    /// <summary>Its state does not allow it; nothing was changed.</summary>
    /// <param name="Why">In a partner's words.</param>
    public sealed record Refused(string Why) : VoucherEnding;
}

/// <summary>A redemption.</summary>
/// <param name="By">The party that redeems.</param>
/// <param name="CustomerName">Whose voucher it was, if that is told.</param>
/// <param name="Account">The account that it is redeemed for, if there is one.</param>
public sealed record Redemption(string By, string? CustomerName = null, RedeemedFor? Account = null);

/// <summary>The account that a voucher is redeemed for.</summary>
/// <param name="AccountId">The account, in lower case.</param>
/// <param name="DeliveryAddress">Where what the voucher is for is sent, as JSON, or null.</param>
public sealed record RedeemedFor(string AccountId, string? DeliveryAddress);
