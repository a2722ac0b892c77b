using Voucher.Issuance.Ledger;

namespace Voucher.Issuance.Requests;

/// <summary>How a request for a voucher ended.</summary>
public abstract record RequestOutcome
{
    private RequestOutcome()
    {
    }

    /// <summary>A voucher; a replayed one was issued to an earlier call with the same request id.</summary>
    public sealed record Served(IssuedVoucher Voucher, bool IsReplay) : RequestOutcome;

    /// <summary>The request id belongs to a request with other parameters.</summary>
    public sealed record OtherParameters : RequestOutcome;

    /// <summary>No campaign has a code for it.</summary>
    /// <param name="Reason">Why, for operators only.</param>
    /// <param name="CampaignId">The campaign that the reason is about, if it is about one.</param>
    public sealed record Declined(string Reason, string? CampaignId) : RequestOutcome;

    /// <summary>Whether a voucher was written is not known. A retry with the same request id is safe.</summary>
    public sealed record Unknown : RequestOutcome;
}
