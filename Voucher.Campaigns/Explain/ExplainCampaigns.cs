using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Campaigns.Capacity;
using Voucher.Campaigns.Lifecycle;
using Voucher.Campaigns.Parties;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Explain;

/// <summary>Tells Issuance, which knows the codes, what to say to operators who ask why a terminal got nothing.</summary>
public static class ExplainCampaigns
{
    private const string HasCategory = "SELECT EXISTS (SELECT FROM categories WHERE id = @categoryId)";
    private static readonly string Statement = EmbeddedText.Beside<Explanation>("explain_campaigns.sql");

    public static void MapExplain(this IEndpointRouteBuilder app) =>
        app.MapGet("/internal/campaigns/explain", HandleAsync).RequireAuthorization(Scopes.MatchCampaigns);

    private static async Task<Results<Ok<Explanation>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, PartiesClient auth, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.Read(request, "distributor_id", "category_id", "at");
        var (distributorId, categoryId, at) = (query.Text("distributor_id"), query.Text("category_id"), query.Time("at")?.UtcDateTime);
        foreach (var (name, value) in ((string, string?)[])[("distributor_id", distributorId), ("category_id", categoryId)])
        {
            if (value is null)
                query.Errors.Add(name, "Is required.");
        }
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        if (await StandingOfAsync(auth, distributorId!, cancellationToken) is not { } standing)
            return TypedResults.Problem("Auth does not tell which distributors there are.", statusCode: StatusCodes.Status503ServiceUnavailable);

        var now = time.GetUtcNow().UtcDateTime;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var isKnown = await connection.QuerySingleAsync<bool>(
            new CommandDefinition(HasCategory, new { categoryId }, cancellationToken: cancellationToken));
        // What will be is not known: for a time to come it is the present campaigns that count.
        var past = at < now ? at : null;
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            Statement, new { distributor_id = distributorId, category_id = categoryId, at = past }, cancellationToken: cancellationToken));
        return TypedResults.Ok(new Explanation(standing, isKnown ? "known" : "unknown", at ?? now, InOrder(rows, at ?? now)));
    }

    /// <summary>Null when Auth does not tell.</summary>
    private static async Task<string?> StandingOfAsync(PartiesClient auth, string distributorId, CancellationToken cancellationToken)
    {
        // No party has an id of another form, and Auth need not be asked for it.
        if (!OperatorValues.IsId(distributorId))
            return DistributorStanding.Unknown;
        if (await auth.CheckAsync([distributorId], cancellationToken) is not { } known)
            return null;
        return known.GetValueOrDefault(distributorId) switch
        {
            null => DistributorStanding.Unknown,
            { Kind: not PrincipalKinds.Distributor } => DistributorStanding.NotADistributor,
            { IsActive: false } => DistributorStanding.Disabled,
            _ => DistributorStanding.Known,
        };
    }

    private static List<ExplainedCampaign> InOrder(IEnumerable<Row> rows, DateTime at) =>
    [
        .. rows.Select(row => new ExplainedCampaign(
                row.CampaignId, row.Name, row.Priority, ReasonAgainst(row, at), row.StartAt, row.EndAt, row.TimeZone, DistributorLimits.Of(row.Limits)))
            .OrderBy(campaign => campaign.Reason is not null)
            .ThenBy(campaign => campaign.Priority)
            .ThenBy(campaign => campaign.CampaignId, StringComparer.Ordinal),
    ];

    private static string? ReasonAgainst(Row campaign, DateTime at) => campaign switch
    {
        { IsOfCategory: false } => Reasons.OtherCategory,
        { IsAllowed: false } => Reasons.NotWhitelisted,
        { State: CampaignStates.Ended } => Reasons.Ended,
        { State: CampaignStates.Paused } => Reasons.Paused,
        _ when at < campaign.StartAt => Reasons.NotStarted,
        _ when at >= campaign.EndAt => Reasons.Over,
        _ => null,
    };

    private sealed record Row(
        string CampaignId, string Name, int Priority, string State, DateTime? StartAt, DateTime? EndAt, string TimeZone, string? Limits,
        bool IsOfCategory, bool IsAllowed);
}
