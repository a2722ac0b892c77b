namespace Voucher.Issuance.Stock;

/// <summary>How a campaign is off for codes.</summary>
public static class StockLevels
{
    public const string Ok = "ok";

    /// <summary>Fewer than the threshold are left.</summary>
    public const string Low = "low";

    /// <summary>None is left.</summary>
    public const string Depleted = "depleted";

    /// <summary>The level for so many available codes.</summary>
    public static string Of(long available, long lowAt) => available <= 0 ? Depleted : available < lowAt ? Low : Ok;

    /// <summary>The threshold of a campaign that has none of its own: a share of the codes that it was given and not taken back.</summary>
    public static long DefaultThreshold(long imported, long withdrawn, double share) => (long)Math.Ceiling((imported - withdrawn) * share);
}
