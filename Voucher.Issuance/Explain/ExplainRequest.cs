using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Explain;

/// <summary>Why a request got, or would get, which campaign's voucher or none.</summary>
/// <param name="Distributor"><c>known</c>, <c>unknown</c>, <c>disabled</c> or <c>not_a_distributor</c>, now.</param>
/// <param name="Category"><c>known</c> or <c>unknown</c>, now.</param>
/// <param name="At">The time that it is about.</param>
/// <param name="Items">The campaigns of this page.</param>
/// <param name="NextCursor">What to give as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record RequestExplanation(
    string Distributor, string Category, DateTime At, IReadOnlyList<ExplainedCampaign> Items, string? NextCursor);

/// <summary>
/// Answers an operator who asks why a terminal got nothing: each campaign with the reason why it would serve a distributor's request for a
/// category at a time, or why not. Whether a campaign had codes, and which of its limits were reached, is known of the present only.
/// </summary>
public static class ExplainRequest
{
    /// <summary>For so long a time still counts as the present: operators ask about what just happened.</summary>
    private static readonly TimeSpan Present = TimeSpan.FromMinutes(1);

    public static void MapExplain(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/v1/explain", HandleAsync).RequireAuthorization(Scopes.Admin);

    private static async Task<Results<Ok<RequestExplanation>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpRequest request, VerdictsClient campaigns, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "distributor_id", "category_id", "terminal_id", "at");
        var (distributorId, categoryId, at) = (Required(query, "distributor_id"), Required(query, "category_id"), query.Time("at"));
        var terminalId = query.Text("terminal_id");
        var after = Place.Read(query);
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        if (await campaigns.AskAsync(distributorId!, categoryId!, at, cancellationToken) is not { } verdicts)
        {
            return TypedResults.Problem(
                "Campaigns or Auth does not answer, so nothing can be explained just now. Try again in a moment.",
                statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        var now = time.GetUtcNow();
        var all = at is not { } moment || (now - moment).Duration() <= Present
            ? await JudgeAsync(verdicts.Campaigns, new Till(distributorId!, terminalId), now, database, cancellationToken)
            : verdicts.Campaigns;
        var page = PageOf(all, after, query.Limit);
        return TypedResults.Ok(new RequestExplanation(
            verdicts.Distributor, verdicts.Category, verdicts.At.UtcDateTime, [.. page.Items.Select(item => item.Campaign)], page.NextCursor));
    }

    private static string? Required(OperatorQuery query, string name)
    {
        var text = query.Text(name);
        if (text is null)
            query.Errors.Add(name, "Is required.");
        return text;
    }

    /// <summary>Numbers are those among all campaigns, on whatever page.</summary>
    private static Page<(Place Place, ExplainedCampaign Campaign)> PageOf(IReadOnlyList<CampaignVerdict> all, Place? after, int limit)
    {
        var behind = all
            .Select(verdict => (Place: Place.Of(verdict), Verdict: verdict))
            .OrderBy(item => item.Place, Place.Order)
            .Select((item, index) => (item.Place, Campaign: ExplainedCampaign.Of(item.Verdict, index + 1)))
            .Where(item => after is not { } last || Place.Order.Compare(item.Place, last) > 0);
        return Page.Of([.. behind.Take(limit + 1)], limit, item => item.Place.ToCursor());
    }

    /// <summary>Adds what Campaigns does not know: limits that are reached, and campaigns without codes. Claims look at them in this order.</summary>
    private static async Task<IReadOnlyList<CampaignVerdict>> JudgeAsync(
        IReadOnlyList<CampaignVerdict> verdicts, Till till, DateTimeOffset now, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var serving = verdicts.Where(verdict => verdict.Reason is null).ToList();
        var counts = await VoucherCounts.OfAsync(database, serving, till, now, cancellationToken);
        var having = await CodesLeft.OfAsync(database, serving.Select(verdict => verdict.CampaignId), cancellationToken);
        return [.. verdicts.Select(verdict => verdict.Reason is null ? Judge(verdict) : verdict)];

        CampaignVerdict Judge(CampaignVerdict verdict)
        {
            if (verdict.Limits is { } limits && ReachedLimit.Of(limits, verdict.TimeZone, counts[verdict.CampaignId], now) is { } reached)
                return verdict with { Reason = reached.Reason, Detail = reached.Detail };
            return having.Contains(verdict.CampaignId) ? verdict : verdict with { Reason = Reasons.NoCodes };
        }
    }
}
