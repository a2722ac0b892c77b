using System.Text.Json.Serialization;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Confirmation;

/// <summary>What is to be confirmed.</summary>
/// <param name="RequestId">The request that the voucher was issued to.</param>
/// <param name="DistributorId">Whose it is; null for the token's, which is the only one that it may be.</param>
internal sealed record ConfirmationRequest(string RequestId, string? DistributorId)
{
    public static ConfirmationRequest Of(PartnerBody body) =>
        new(body.Text("request_id"), body.Has("distributor_id") ? body.Text("distributor_id") : null);
}

/// <summary>A voucher and when it was confirmed; null when it was not, and cannot be any more.</summary>
internal sealed record ConfirmedVoucher(string CampaignId, DateTimeOffset IssuedAt, DateTimeOffset? ConfirmedAt)
{
    public ConfirmationAnswer ToAnswer(string requestId) =>
        new("confirmed", requestId, CampaignId, AnswerTime.Of(IssuedAt), AnswerTime.OrEmpty(ConfirmedAt));
}

/// <summary>The body of 200 to a confirmation. Times are UTC in whole seconds.</summary>
/// <param name="Status">Always <c>confirmed</c>.</param>
/// <param name="RequestId">The request that the voucher was issued to.</param>
/// <param name="CampaignId">The campaign that it is of.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ConfirmedAt">When it was first confirmed; of a voucher that needs no confirmation, when it was issued.</param>
internal sealed record ConfirmationAnswer(string Status, string RequestId, string CampaignId, string IssuedAt, string ConfirmedAt);

[JsonSerializable(typeof(ConfirmationAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ConfirmationJson : JsonSerializerContext;
