namespace Voucher.ServiceDefaults.Tokens;

/// <summary>What a principal may do. The names of policies are the scopes that they ask for.</summary>
public static class Scopes
{
    /// <summary>A distributor asks for vouchers.</summary>
    public const string RequestVoucher = "voucher:request";

    /// <summary>A distributor reads its own transactions.</summary>
    public const string ReadVouchers = "voucher:read";

    /// <summary>A merchant reads, redeems and cancels vouchers of its campaigns.</summary>
    public const string ManageVouchers = "voucher:manage";

    /// <summary>A merchant redeems vouchers for accounts.</summary>
    public const string RedeemForAccount = "/external/voucher/w";

    /// <summary>An operator.</summary>
    public const string Admin = "admin";

    /// <summary>The gateway resolves partners' tokens.</summary>
    public const string ResolveTokens = "internal:tokens:resolve";

    /// <summary>A service asks which campaigns match.</summary>
    public const string MatchCampaigns = "internal:campaigns:match";

    /// <summary>A service asks which parties there are.</summary>
    public const string CheckParties = "internal:parties:check";

    internal static readonly string[] All =
        [RequestVoucher, ReadVouchers, ManageVouchers, RedeemForAccount, Admin, ResolveTokens, MatchCampaigns, CheckParties];
}
