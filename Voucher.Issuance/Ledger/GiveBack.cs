namespace Voucher.Issuance.Ledger;

/// <summary>What a claim holds that has to go back to Redis.</summary>
public enum GiveBack
{
    /// <summary>Nothing: the claim itself became the voucher.</summary>
    Nothing,

    /// <summary>What it counted: its code is another claim's voucher.</summary>
    Counts,

    /// <summary>Its code, and what it counted.</summary>
    CodeAndCounts,
}
