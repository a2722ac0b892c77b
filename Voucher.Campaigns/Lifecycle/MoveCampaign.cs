using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Campaigns.Matching;
using Voucher.Campaigns.Telemetry;

namespace Voucher.Campaigns.Lifecycle;

/// <summary>A campaign's state after a change.</summary>
/// <param name="Id">The campaign.</param>
/// <param name="State">One of <see cref="CampaignStates"/>.</param>
/// <param name="Version">The version that the change made; match answers of it and later ones know the change.</param>
public sealed record MovedCampaign(string Id, string State, long Version);

/// <summary>Moves a campaign from one of <see cref="CampaignStates"/> to another.</summary>
public sealed partial class MoveCampaign(NpgsqlDataSource database, ChangeNotice notice, CampaignsMetrics metrics, ILogger<MoveCampaign> logger)
{
    private const string Move = "UPDATE campaigns SET state = @To WHERE id = @Id AND state = @From";
    private const string ReadState = "SELECT state FROM campaigns WHERE id = @Id";

    /// <summary>
    /// 200 once the change is committed and its notice tried; 404 when there is no such campaign, 409 when it is not in
    /// <paramref name="from"/>. Of calls at the same time one moves it.
    /// </summary>
    public async Task<Results<Ok<MovedCampaign>, ProblemHttpResult>> HandleAsync(string id, string from, string to, CancellationToken cancellationToken)
    {
        var outcome = await MoveAsync(id, from, to, cancellationToken);
        if (outcome is not { Version: { } version })
        {
            return outcome.State is null
                ? TypedResults.Problem($"There is no campaign '{id}'.", statusCode: StatusCodes.Status404NotFound)
                : TypedResults.Problem($"The campaign is {outcome.State}; only one that is {from} can become {to}.", statusCode: StatusCodes.Status409Conflict);
        }
        LogMoved(logger, id, from, to, version);
        metrics.Moved(to);
        await notice.PublishAsync(version);
        return TypedResults.Ok(new MovedCampaign(id, to, version));
    }

    private async Task<Outcome> MoveAsync(string id, string from, string to, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Command(string sql, object? parameters = null) => new(sql, parameters, transaction, cancellationToken: cancellationToken);

        // The version is raised by the table's trigger, whether or not a row is found: without one nothing is committed.
        if (await connection.ExecuteAsync(Command(Move, new { Id = id, From = from, To = to })) == 0)
            return new Outcome(await connection.QuerySingleOrDefaultAsync<string>(Command(ReadState, new { Id = id })), Version: null);
        var version = await connection.QuerySingleAsync<long>(Command(ReadVersion.Statement));
        await transaction.CommitAsync(cancellationToken);
        return new Outcome(to, version);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Campaign {CampaignId} went from {From} to {To} at version {Version}")]
    private static partial void LogMoved(ILogger logger, string campaignId, string from, string to, long version);

    /// <param name="State">Null: there is no such campaign.</param>
    /// <param name="Version">Null: nothing was changed.</param>
    private sealed record Outcome(string? State, long? Version);
}
