namespace Voucher.Issuance.Requests;

/// <summary>A valid request for a voucher, of a till that has sold a product of a category (contract S0).</summary>
/// <param name="DistributorId">Who asks.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryId">The category of the product that was sold.</param>
/// <param name="ProductId">The product, for analytics; null when the request does not say.</param>
/// <param name="RequestId">The partner's name for the request, which makes a retry safe; null when it has none.</param>
public sealed record VoucherRequest(string DistributorId, string TerminalId, string CategoryId, string? ProductId, string? RequestId);
