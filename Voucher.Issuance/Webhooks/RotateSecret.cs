using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Gives a subscription a new secret, told this once. The old one goes on signing beside it for a while, so that the receiver can change over.</summary>
internal static class RotateSecret
{
    private const int DefaultOverlap = 24 * 60 * 60;
    private const int LongestOverlap = 7 * DefaultOverlap;

    private const string Rotate =
        $"""
        UPDATE subscriptions
        SET previous_secret = CASE WHEN @until::timestamptz IS NOT NULL THEN secret END, previous_secret_until = @until, secret = @secret, revision = revision + 1
        WHERE id = @id
        RETURNING {Subscription.Columns}
        """;

    public static async Task<IResult> HandleAsync(
        Guid id, HttpRequest request, SubscriptionCaller caller, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["overlap_seconds"], cancellationToken, mayBeAbsent: true);
        var overlap = body.Number("overlap_seconds", 0, LongestOverlap) ?? DefaultOverlap;
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken, transaction) is not { } before)
            return caller.NotFound();
        if (before.Kind == SubscriptionKinds.Connector)
            return caller.Refuse(StatusCodes.Status409Conflict, ChangeSubscription.IsConfigured);

        var secret = WebhookSecret.Generate();
        var now = time.GetUtcNow();
        DateTime? until = overlap == 0 ? null : now.AddSeconds(overlap).UtcDateTime;
        var after = await connection.QuerySingleAsync<Subscription>(
            new CommandDefinition(Rotate, new { id, secret, until }, transaction, cancellationToken: cancellationToken));
        await AuditLog.WriteAsync(
            transaction, new AuditEntry(caller.Id, "subscription.rotate_secret", "subscription", id.ToString(), before, after), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        request.HttpContext.Response.SetRevision(after.Revision);
        return TypedResults.Ok(after with { Secret = WebhookSecret.TextOf(secret) });
    }
}
