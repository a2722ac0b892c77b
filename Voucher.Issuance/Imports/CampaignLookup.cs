using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Voucher.Issuance.Imports;

/// <summary>Asks Campaigns whether a campaign can have codes, in the name of the operator who calls.</summary>
public sealed class CampaignLookup(HttpClient http)
{
    private const string Ended = "ended";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Why codes cannot be added for a campaign: as <see cref="UnknownAsync"/>, and 409 when it has ended for good. Null when they can.</summary>
    public async Task<ProblemHttpResult?> HindranceAsync(HttpRequest request, string campaignId)
    {
        var (hindrance, state) = await AskAsync(request, campaignId);
        return state == Ended
            ? TypedResults.Problem($"Campaign '{campaignId}' has ended for good; codes for it would never be issued.", statusCode: StatusCodes.Status409Conflict)
            : hindrance;
    }

    /// <summary>404 when there is no such campaign, 503 when that cannot be told now, null when there is one.</summary>
    public async Task<ProblemHttpResult?> UnknownAsync(HttpRequest request, string campaignId) => (await AskAsync(request, campaignId)).Hindrance;

    private async Task<(ProblemHttpResult? Hindrance, string? State)> AskAsync(HttpRequest request, string campaignId)
    {
        using var question = new HttpRequestMessage(HttpMethod.Get, $"/admin/v1/campaigns/{Uri.EscapeDataString(campaignId)}");
        question.Headers.Authorization = AuthenticationHeaderValue.Parse(request.Headers[HeaderNames.Authorization].ToString());
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var answer = await http.SendAsync(question, patience.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (null, (await answer.Content.ReadFromJsonAsync<JsonElement>(patience.Token)).GetProperty("state").GetString()),
                HttpStatusCode.NotFound => (TypedResults.Problem($"There is no campaign '{campaignId}'.", statusCode: StatusCodes.Status404NotFound), null),
                _ => (Unknown(), null),
            };
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            return (Unknown(), null);
        }
    }

    private static ProblemHttpResult Unknown() => TypedResults.Problem(
        "Campaigns does not answer, so nobody can tell whether there is such a campaign. Nothing was changed; try again.",
        statusCode: StatusCodes.Status503ServiceUnavailable);
}
