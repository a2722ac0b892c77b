namespace Voucher.Issuance.Ledger;

/// <summary>What became of a claim in the ledger.</summary>
public abstract record LedgerOutcome
{
    private LedgerOutcome()
    {
    }

    /// <summary>The claim is a voucher, committed and flushed.</summary>
    public sealed record Issued(IssuedVoucher Voucher) : LedgerOutcome;

    /// <summary>The request has a voucher already.</summary>
    /// <param name="Voucher">That voucher.</param>
    /// <param name="GiveBack">What the claim holds that has to go back.</param>
    public sealed record AlreadyAnswered(IssuedVoucher Voucher, GiveBack GiveBack) : LedgerOutcome;

    /// <summary>Somebody else has the code: take the claim's counts back and claim another.</summary>
    public sealed record CodeIsIssued : LedgerOutcome;

    /// <summary>
    /// The claim is of an earlier epoch or was abandoned, and will never be a voucher: put it back, which does nothing if a rebuild
    /// or the sweeper has done so, and claim again.
    /// </summary>
    public sealed record Lapsed : LedgerOutcome;

    /// <summary>Nobody knows whether the row was written. The sweeper finds out; nothing may be put back.</summary>
    public sealed record Unknown : LedgerOutcome;
}
