using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Ledger;

/// <summary>A voucher that is to be written for a claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="DistributorId">Who asked.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryId">The category that matched.</param>
/// <param name="ProductId">The product that was bought, if the request said so.</param>
/// <param name="RequestId">The partner's name for the request, if it has one.</param>
/// <param name="Fingerprint">A digest of the request's other parameters, if it has an id.</param>
/// <param name="IssuedAt">When, in whole seconds.</param>
/// <param name="ExpiresAt">Until when the voucher is good, or null for ever.</param>
/// <param name="UsableFrom">From when on it is good, or null for at once.</param>
public sealed record LedgerEntry(
    Claim Claim,
    string DistributorId,
    string TerminalId,
    string CategoryId,
    string? ProductId,
    string? RequestId,
    byte[]? Fingerprint,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? UsableFrom = null)
{
    /// <summary>The voucher that this becomes.</summary>
    public IssuedVoucher ToVoucher() =>
        new(Claim.CampaignId, Claim.Code, Claim.SerialNumber, CategoryId, ProductId, Fingerprint, IssuedAt, ExpiresAt);
}

/// <summary>A voucher as the ledger has it.</summary>
public sealed record IssuedVoucher(
    string CampaignId,
    string Code,
    string? SerialNumber,
    string CategoryId,
    string? ProductId,
    byte[]? Fingerprint,
    DateTimeOffset IssuedAt,
    DateTimeOffset? ExpiresAt);
