using System.Text.Json;
using System.Text.Json.Serialization;
using Voucher.Campaigns.Lifecycle;
using Voucher.Campaigns.Matching;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.Campaigns;

/// <summary>Source-generated JSON of every body that the service writes.</summary>
[JsonSerializable(typeof(CurrentVersion))]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(MatchAnswer))]
[JsonSerializable(typeof(MovedCampaign))]
internal sealed partial class CampaignsJson : JsonSerializerContext
{
    public static void Configure(Microsoft.AspNetCore.Http.Json.JsonOptions options)
    {
        options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, Default);
    }
}
