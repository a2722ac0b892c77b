namespace Voucher.Issuance.Requests;

/// <summary>A valid request for a voucher, of a till that has sold something.</summary>
/// <param name="Shape">Which of the contract's two bodies it came in.</param>
/// <param name="DistributorId">Who asks.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryIds">The categories that a voucher may be of, the first choice first: one (S0) or up to 32 (S1, where they are called products).</param>
/// <param name="ProductId">The product that was sold, for analytics; null when the request does not say (S0 only).</param>
/// <param name="RequestId">The partner's name for the request, which makes a retry safe; null when it has none (S0 only).</param>
/// <param name="ConfirmWithinSeconds">For how long the voucher waits for a confirmation, 1 to 600 s; null when it needs none.</param>
public sealed record VoucherRequest(
    RequestShape Shape,
    string DistributorId,
    string TerminalId,
    IReadOnlyList<string> CategoryIds,
    string? ProductId,
    string? RequestId,
    int? ConfirmWithinSeconds = null);

/// <summary>The bodies in which a voucher can be requested.</summary>
public enum RequestShape
{
    /// <summary>Contract S0: the category of the product that was sold, <c>trigger_category_id</c>.</summary>
    Category,

    /// <summary>Contract S1: an ordered list of products, <c>product_ids</c>, and a <c>request_id</c>.</summary>
    Products,
}
