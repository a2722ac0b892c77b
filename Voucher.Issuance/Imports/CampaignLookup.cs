using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Voucher.Issuance.Imports;

/// <summary>Asks Campaigns whether there is a campaign, in the name of the operator who calls.</summary>
public sealed class CampaignLookup(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Why codes cannot be added for a campaign: 404 when there is none, 503 when that cannot be told now. Null when they can.</summary>
    public async Task<ProblemHttpResult?> HindranceAsync(HttpRequest request, string campaignId)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/campaigns/{Uri.EscapeDataString(campaignId)}");
        question.Headers.Authorization = AuthenticationHeaderValue.Parse(request.Headers[HeaderNames.Authorization].ToString());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var answer = await http.SendAsync(question, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => null,
                HttpStatusCode.NotFound => UnknownCampaign(campaignId),
                _ => Unknown(),
            };
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return Unknown();
        }
    }

    internal static ProblemHttpResult UnknownCampaign(string campaignId) =>
        TypedResults.Problem($"There is no campaign '{campaignId}'.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Unknown() => TypedResults.Problem(
        "Campaigns does not answer, so nobody can tell whether the campaign exists. Nothing was imported; try again.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
