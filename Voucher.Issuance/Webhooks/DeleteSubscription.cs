using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Deletes a subscription and its deliveries; what waits is not sent any more. An attempt that is under way may still arrive.</summary>
internal static class DeleteSubscription
{
    public static async Task<IResult> HandleAsync(
        Guid id, HttpRequest request, SubscriptionCaller caller, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, [], cancellationToken, mayBeAbsent: true);
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken, transaction) is not { } found)
            return caller.NotFound();
        if (Revision.Hindrance(request, found.Revision, isRequired: false) is { ProblemDetails: var problem })
            return caller.Refuse(problem.Status!.Value, problem.Detail!);
        if (found.Kind == SubscriptionKinds.Connector)
            return caller.Refuse(StatusCodes.Status409Conflict, ChangeSubscription.IsConfigured);
        await connection.ExecuteAsync(
            new CommandDefinition("DELETE FROM subscriptions WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken));
        await AuditLog.WriteAsync(
            transaction, new AuditEntry(caller.Id, "subscription.delete", "subscription", id.ToString(), found, After: null), time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok(found);
    }
}
