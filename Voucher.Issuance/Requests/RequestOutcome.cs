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

    /// <summary>There is no voucher for it.</summary>
    /// <param name="Reason">Why, for operators only.</param>
    /// <param name="CampaignId">The campaign that the reason is about, if it is about one.</param>
    /// <param name="IsFinal">Whether this request id will never get one.</param>
    public sealed record Declined(string Reason, string? CampaignId, bool IsFinal = false) : RequestOutcome;

    /// <summary>Whether a voucher was written is not known. A retry with the same request id is safe.</summary>
    public sealed record Unknown : RequestOutcome;
}
