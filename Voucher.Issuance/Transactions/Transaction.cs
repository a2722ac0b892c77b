using System.Text.Json.Serialization;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Transactions;

/// <summary>What became of a distributor's request, as the distributor sees it. Times are UTC in whole seconds.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "outcome")]
[JsonDerivedType(typeof(IssuedTransaction), TransactionOutcomes.Issued)]
[JsonDerivedType(typeof(DeclinedTransaction), TransactionOutcomes.Declined)]
public abstract record Transaction;

/// <summary>A request that got a voucher.</summary>
/// <param name="At">When the voucher was issued.</param>
/// <param name="RequestId">The distributor's name for the request, or null.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryId">The category that the voucher was given for.</param>
/// <param name="ProductId">The product, or null.</param>
/// <param name="CampaignId">Whose voucher it is.</param>
/// <param name="VoucherCode">The code. Never to be logged.</param>
/// <param name="SerialNumber">Its serial number; null in vouchers from before there were any.</param>
/// <param name="ExpiryDate">As in the answer to the request: empty when it does not expire.</param>
/// <param name="State">One of <see cref="VoucherStates"/>.</param>
/// <param name="ConfirmBy">Until when it had to be confirmed; absent in vouchers that need no confirmation.</param>
/// <param name="ConfirmedAt">When it was; absent if it was not.</param>
/// <param name="ReturnedAt">When its code went back; absent if it did not.</param>
public sealed record IssuedTransaction(
    DateTime At,
    string? RequestId,
    string TerminalId,
    string CategoryId,
    string? ProductId,
    string CampaignId,
    string VoucherCode,
    string? SerialNumber,
    string ExpiryDate,
    string State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? ConfirmBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? ConfirmedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? ReturnedAt) : Transaction;

/// <summary>A request that got none. Why, and of which campaign, partners are not told.</summary>
/// <param name="At">When it was declined.</param>
/// <param name="RequestId">The distributor's name for the request, or null.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryId">What was asked for; of several products the first.</param>
/// <param name="ProductId">The product, or null.</param>
/// <param name="ProductIds">The products that were asked for in order; absent in requests of the other shape.</param>
public sealed record DeclinedTransaction(
    DateTime At,
    string? RequestId,
    string TerminalId,
    string CategoryId,
    string? ProductId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ProductIds) : Transaction;

/// <summary>How a request ended.</summary>
public static class TransactionOutcomes
{
    public const string Issued = "issued";
    public const string Declined = "declined";
}

/// <summary>What has become of a voucher, as far as the ledger says it; whether an acquired one has expired is for the clock to tell.</summary>
public static class VoucherStates
{
    public const string Acquired = "acquired";
    public const string Redeemed = "redeemed";
    public const string Cancelled = "cancelled";

    /// <summary>It waits for its confirmation.</summary>
    public const string Unconfirmed = "unconfirmed";

    /// <summary>Nobody confirmed it in time, and its code was taken back.</summary>
    public const string Returned = "returned";
}

[JsonSerializable(typeof(Transaction))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcSecondsConverter)])]
internal sealed partial class TransactionsJson : JsonSerializerContext;
