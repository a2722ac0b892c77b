using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Changes what the caller names and leaves the rest (JSON merge patch, RFC 7396), if nobody else has changed it meanwhile.</summary>
internal static class ChangeSubscription
{
    public const string IsConfigured = "It is the configured connector: it is changed where it is configured.";

    private const string Change =
        $"""
        UPDATE subscriptions
        SET url = coalesce(@Url, url), types = coalesce(@Types, types), description = coalesce(@Description, description),
            state = coalesce(@state, state), disabled_reason = CASE WHEN @state IS NULL THEN disabled_reason END, revision = revision + 1
        WHERE id = @id
        RETURNING {Subscription.Columns}
        """;

    public static async Task<IResult> HandleAsync(
        Guid id,
        HttpRequest request,
        SubscriptionCaller caller,
        NpgsqlDataSource database,
        Receivers receivers,
        DeliverEvents deliver,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["url", "types", "description", "state"], cancellationToken);
        var said = SubscriptionBody.Read(body.Keep("url", "types", "state"), receivers);
        var state = body.OneOf("state", SubscriptionStates.Active, SubscriptionStates.Disabled);
        await said.CheckHostAsync(body, receivers, cancellationToken);
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken, transaction) is not { } before)
            return caller.NotFound();
        if (Revision.Hindrance(request, before.Revision, isRequired: true) is { ProblemDetails: var problem })
            return caller.Refuse(problem.Status!.Value, problem.Detail!);
        if (before.Kind == SubscriptionKinds.Connector)
            return caller.Refuse(StatusCodes.Status409Conflict, IsConfigured);

        var after = before;
        if (!IsSaid(before, said, state))
        {
            after = await connection.QuerySingleAsync<Subscription>(new CommandDefinition(
                Change, new { id, said.Url, said.Types, said.Description, state }, transaction, cancellationToken: cancellationToken));
            await AuditLog.WriteAsync(
                transaction, new AuditEntry(caller.Id, "subscription.change", "subscription", id.ToString(), before, after), time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            deliver.Wake();
        }
        request.HttpContext.Response.SetRevision(after.Revision);
        return TypedResults.Ok(after);
    }

    /// <summary>Whether it is already as the caller says.</summary>
    private static bool IsSaid(Subscription before, SubscriptionBody said, string? state) =>
        (said.Url ?? before.Url) == before.Url && (said.Types ?? before.Types).SequenceEqual(before.Types)
        && (said.Description ?? before.Description) == before.Description && (state ?? before.State) == before.State;
}
