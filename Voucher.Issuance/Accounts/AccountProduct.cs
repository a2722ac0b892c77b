using System.Text.Json.Serialization;

namespace Voucher.Issuance.Accounts;

/// <summary>What an account got for a voucher.</summary>
/// <param name="Id">The record's own name.</param>
/// <param name="AccountId">The account, in lower case.</param>
/// <param name="ProductId">What the campaign gives; the campaign's own id where it names no product.</param>
/// <param name="CampaignId">The voucher's campaign.</param>
/// <param name="VoucherId">The voucher.</param>
/// <param name="VoucherCode">Its code.</param>
/// <param name="CreatedAt">When it was redeemed.</param>
/// <param name="DeliveryAddress">Where the product is sent; null where nothing is sent, and once it was erased.</param>
public sealed record AccountProduct(
    Guid Id,
    string AccountId,
    string ProductId,
    string CampaignId,
    string VoucherId,
    string VoucherCode,
    DateTime CreatedAt,
    DeliveryAddress? DeliveryAddress);

/// <summary>The answer to a redemption (contract S4).</summary>
/// <param name="Id">The account, as it was given.</param>
public sealed record RedeemedAccount(string Id);

[JsonSerializable(typeof(DeliveryAddress))]
[JsonSerializable(typeof(RedeemedAccount))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class AccountsJson : JsonSerializerContext;
