using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Campaigns.Capacity;
using Voucher.Campaigns.Telemetry;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.Campaigns.Matching;

/// <summary>A campaign that may be asked for a code, if its state and its dates allow that at the time of asking.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="State"><c>active</c> or <c>paused</c>.</param>
/// <param name="StartAt">UTC; it issues from here on: its start, or later where vouchers would expire before they can be used. Null: since ever.</param>
/// <param name="EndAt">UTC; it issues until just before: its end, or earlier where vouchers would have expired. Null: for ever.</param>
/// <param name="TimeZone">IANA name of the zone whose days are the campaign's.</param>
/// <param name="Activation">From which day its vouchers can be used. Null: at once.</param>
/// <param name="Validity">The last day of its vouchers. Null: the campaign's end.</param>
/// <param name="Limits">How many vouchers of it may be issued to the distributor. Null: as many as it has codes.</param>
public sealed record Candidate(
    string CampaignId,
    string State,
    DateTime? StartAt,
    DateTime? EndAt,
    string TimeZone,
    VoucherDay? Activation,
    VoucherDay? Validity,
    DistributorLimits? Limits);

/// <summary>Which campaigns match a distributor and a category.</summary>
/// <param name="Version">The version at which this was so; it rises with each change of a category, a campaign or a whitelist.</param>
/// <param name="Reason">One of <see cref="MatchReasons"/> when there are no candidates, else null.</param>
/// <param name="Candidates">In the order in which they are to be asked: by priority, then by id.</param>
public sealed record MatchAnswer(long Version, string? Reason, IReadOnlyList<Candidate> Candidates);

/// <summary>Why nothing matches.</summary>
public static class MatchReasons
{
    public const string UnknownCategory = "unknown_category";
    public const string NoCampaign = "no_campaign";
    public const string NotWhitelisted = "not_whitelisted";
}

/// <summary>Answers which campaigns may serve a distributor's request, all from one snapshot of the database.</summary>
public static class MatchCampaigns
{
    private const int LongestId = 256;
    private static readonly string Statement = EmbeddedText.Beside<MatchAnswer>("MatchCampaigns.sql");

    public static async Task<Results<Ok<MatchAnswer>, BadRequest<ErrorMessage>>> HandleAsync(
        [FromQuery(Name = "distributor_id")] string[] distributorIds,
        [FromQuery(Name = "category_id")] string[] categoryIds,
        NpgsqlDataSource database,
        CampaignsMetrics metrics,
        CancellationToken cancellationToken)
    {
        if (distributorIds is not [var distributorId] || !IsId(distributorId) || categoryIds is not [var categoryId] || !IsId(categoryId))
            return TypedResults.BadRequest(new ErrorMessage(ErrorMessage.For(StatusCodes.Status400BadRequest)));

        using var activity = CampaignsActivities.Source.StartActivity("match campaigns");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            Statement, new { distributor_id = distributorId, category_id = categoryId }, cancellationToken: cancellationToken));
        var answer = AnswerOf(rows.AsList());
        activity?.SetTag("voucher.match.version", answer.Version)
            .SetTag("voucher.match.reason", answer.Reason)
            .SetTag("voucher.match.candidates", answer.Candidates.Count);
        metrics.Matched(answer.Reason);
        return TypedResults.Ok(answer);
    }

    /// <summary>Also keeps out U+0000, which PostgreSQL's text cannot hold.</summary>
    internal static bool IsId(string? id) => !string.IsNullOrWhiteSpace(id) && id.Length <= LongestId && !id.Any(char.IsControl);

    private static MatchAnswer AnswerOf(List<Row> rows)
    {
        var (version, hasCategory, hasCampaign) = (rows[0].Version, rows[0].HasCategory, rows[0].HasCampaign);
        var candidates = rows
            .Where(row => row.CampaignId is not null)
            .Select(row => new Candidate(
                row.CampaignId!, row.State!, row.StartAt, row.EndAt, row.TimeZone!,
                VoucherDay.Of(row.ActivationDate, row.ActivationDays), VoucherDay.Of(row.ValidityDate, row.ValidityDays),
                DistributorLimits.Of(row.Limits)))
            .ToList();
        var reason = (candidates, hasCategory, hasCampaign) switch
        {
            ({ Count: > 0 }, _, _) => null,
            (_, false, _) => MatchReasons.UnknownCategory,
            (_, _, false) => MatchReasons.NoCampaign,
            _ => MatchReasons.NotWhitelisted,
        };
        return new MatchAnswer(version, reason, candidates);
    }

    private sealed record Row(
        long Version, bool HasCategory, bool HasCampaign, string? CampaignId, string? State, DateTime? StartAt, DateTime? EndAt, string? TimeZone,
        string? ActivationDate, int? ActivationDays, string? ValidityDate, int? ValidityDays, string? Limits);
}
