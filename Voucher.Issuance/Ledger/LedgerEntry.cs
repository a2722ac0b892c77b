using System.Globalization;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Ledger;

/// <summary>A voucher that is to be written for a claim.</summary>
/// <param name="Claim">The claim; it says for whom and when.</param>
/// <param name="CategoryId">The category that matched.</param>
/// <param name="ProductId">The product that was bought, if the request said so.</param>
/// <param name="RequestId">The partner's name for the request, if it has one.</param>
/// <param name="Fingerprint">A digest of the request's other parameters, if it has an id.</param>
/// <param name="ExpiresAt">Until when the voucher is good, or null for ever.</param>
/// <param name="UsableFrom">From when on it is good, or null for at once.</param>
/// <param name="ConfirmBy">Until when it has to be confirmed, or null when it need not be.</param>
public sealed record LedgerEntry(
    Claim Claim,
    string CategoryId,
    string? ProductId,
    string? RequestId,
    byte[]? Fingerprint,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? UsableFrom = null,
    DateTimeOffset? ConfirmBy = null)
{
    /// <summary>The one that came with the code, or else one that is made of the code's place in the campaign.</summary>
    public string SerialNumber => Claim.SerialNumber ?? string.Create(CultureInfo.InvariantCulture, $"SER-{Claim.Seq:D6}");

    /// <summary>The voucher that this becomes.</summary>
    public IssuedVoucher ToVoucher() =>
        new(Claim.CampaignId, Claim.Code, SerialNumber, CategoryId, ProductId, Fingerprint, Claim.Claimant.At, ExpiresAt, ConfirmBy);
}

/// <summary>A voucher as the ledger has it.</summary>
public sealed record IssuedVoucher(
    string CampaignId,
    string Code,
    string SerialNumber,
    string CategoryId,
    string? ProductId,
    byte[]? Fingerprint,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? ConfirmBy = null,
    DateTimeOffset? ConfirmedAt = null,
    DateTimeOffset? ReturnedAt = null)
{
    /// <summary>Whether it was not confirmed in time: its code has gone back, or will at once.</summary>
    public bool HasLapsed(DateTimeOffset now) => ReturnedAt is not null || (ConfirmedAt is null && ConfirmBy <= now);
}
