using System.Text.Json.Serialization;
using Voucher.Campaigns.Catalogue;
using Voucher.Campaigns.Categories;
using Voucher.Campaigns.Explain;
using Voucher.Campaigns.Matching;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns;

/// <summary>Source-generated JSON of every body that the service writes.</summary>
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Category))]
[JsonSerializable(typeof(CurrentVersion))]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(MatchAnswer))]
[JsonSerializable(typeof(OfferAnswer))]
[JsonSerializable(typeof(Page<Campaign>))]
[JsonSerializable(typeof(Page<Category>))]
internal sealed partial class CampaignsJson : JsonSerializerContext
{
    public static void Configure(Microsoft.AspNetCore.Http.Json.JsonOptions options)
    {
        OperatorJson.Configure(options);
        options.SerializerOptions.TypeInfoResolverChain.Insert(0, Default);
    }
}
