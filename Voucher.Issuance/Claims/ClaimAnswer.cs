namespace Voucher.Issuance.Claims;

/// <summary>A claim, or why there is none.</summary>
/// <param name="Claim">The claim, or null.</param>
/// <param name="Refusal">One of <see cref="Matching.DeclineReason"/> without a claim, else null.</param>
public readonly record struct ClaimAnswer(Claim? Claim, string? Refusal);
