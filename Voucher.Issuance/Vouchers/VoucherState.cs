namespace Voucher.Issuance.Vouchers;

/// <summary>
/// Where a voucher is in its life; <c>docs/voucher-life.md</c> draws it. Everything but <see cref="Expired"/>, which the clock decides, is written in
/// the ledger, and every step is an update that only the right state lets through.
/// </summary>
public enum VoucherState
{
    /// <summary>Given out to a till that has not yet said that the customer has it.</summary>
    Unconfirmed,

    /// <summary>The customer's.</summary>
    Acquired,

    /// <summary>Used; the end.</summary>
    Redeemed,

    /// <summary>Taken back by its merchant or distributor; the end.</summary>
    Cancelled,

    /// <summary>Never used in its time; the end.</summary>
    Expired,

    /// <summary>Never confirmed in its time: its code has gone on to another voucher; the end.</summary>
    Returned,
}
