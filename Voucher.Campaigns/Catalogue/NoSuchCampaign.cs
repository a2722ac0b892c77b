using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Campaigns.Catalogue;

internal static class NoSuchCampaign
{
    public static ProblemHttpResult Problem(string id) =>
        TypedResults.Problem($"There is no campaign '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
