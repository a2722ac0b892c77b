using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;

namespace Voucher.Issuance.Vouchers;

/// <summary>A voucher as the ledger has it, and who holds it as far as that is known.</summary>
public sealed record HeldVoucher
{
    public required VoucherId Id { get; init; }
    public required string CampaignId { get; init; }
    public required string Code { get; init; }
    public required string SerialNumber { get; init; }
    public required string DistributorId { get; init; }
    public required string TerminalId { get; init; }
    public required string CategoryId { get; init; }
    public string? ProductId { get; init; }
    public string? RequestId { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The first moment at which it is good; null for that of its issue.</summary>
    public DateTimeOffset? UsableFrom { get; init; }

    /// <summary>The last second, or the end of the campaign; null for ever. It is good through that day: see <see cref="ExpirationDay"/>.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? ConfirmBy { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateTimeOffset? ReturnedAt { get; init; }
    public DateTimeOffset? RedeemedAt { get; init; }
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Whose account it was redeemed for, in lower case; null when unknown or erased.</summary>
    public string? AccountId { get; init; }

    /// <summary>Null when unknown or erased.</summary>
    public string? CustomerName { get; init; }

    /// <summary>Its number in its campaign.</summary>
    public long Seq => Id.Seq;

    /// <summary>Its state at a moment.</summary>
    public VoucherState StateAt(DateTimeOffset now, Offer offer) => this switch
    {
        { ReturnedAt: not null } => VoucherState.Returned,
        { RedeemedAt: not null } => VoucherState.Redeemed,
        { CancelledAt: not null } => VoucherState.Cancelled,
        // What was not confirmed in time is on its way back, though the ledger may not say so yet.
        { ConfirmBy: { } confirmBy, ConfirmedAt: null } => confirmBy <= now ? VoucherState.Returned : VoucherState.Unconfirmed,
        _ => IsOver(now, offer) ? VoucherState.Expired : VoucherState.Acquired,
    };

    /// <summary>Whether it cannot be used yet.</summary>
    public bool IsTooEarly(DateTimeOffset now) => now < UsableFrom;

    /// <summary>The first day on which it is good, in the campaign's zone; null for that of its issue.</summary>
    public DateOnly? ActivationDay(Offer offer) => UsableFrom is { } from ? CampaignDay.Of(from, offer.TimeZone) : null;

    /// <summary>
    /// The last day on which it is good, in the campaign's zone; null for ever. A campaign that ends at midnight has ended with the day before.
    /// </summary>
    public DateOnly? ExpirationDay(Offer offer) => ExpiresAt is { } end ? CampaignDay.Of(end.AddSeconds(-1), offer.TimeZone) : null;

    /// <summary>A voucher is good through the end of its last day (contract S2), which may be later than the second in the ledger.</summary>
    private bool IsOver(DateTimeOffset now, Offer offer) =>
        ExpirationDay(offer) is { } last && now >= CampaignDay.StartOf(last.AddDays(1), offer.TimeZone);
}
