using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Makes a subscription. It hears of what happens from now on; its secret is told this once.</summary>
internal static class CreateSubscription
{
    /// <summary>Of two that come at the same time, the second counts the first.</summary>
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtext('subscriptions of'), hashtext(coalesce(@MerchantId, '')))";

    private const string Count =
        "SELECT count(*) FROM subscriptions WHERE kind = 'webhook' AND merchant_id IS NOT DISTINCT FROM @MerchantId";

    private const string Insert =
        $"""
        INSERT INTO subscriptions (id, merchant_id, url, types, description, secret, created_by, created_at)
        VALUES (@id, @MerchantId, @Url, @Types, coalesce(@Description, ''), @secret, @by, @now)
        RETURNING {Subscription.Columns}
        """;

    public static async Task<IResult> HandleAsync(
        HttpRequest request,
        SubscriptionCaller caller,
        NpgsqlDataSource database,
        Receivers receivers,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["url", "types", "description"], cancellationToken);
        var said = SubscriptionBody.Read(body.Require("url", "types"), receivers);
        await said.CheckHostAsync(body, receivers, cancellationToken);
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var secret = WebhookSecret.Generate();
        var now = time.GetUtcNow();
        var all = new { id = Guid.CreateVersion7(now), caller.MerchantId, said.Url, said.Types, said.Description, secret, by = caller.Id, now = now.UtcDateTime };
        CommandDefinition Command(string sql) => new(sql, all, transaction, cancellationToken: cancellationToken);

        await connection.ExecuteAsync(Command(Lock));
        var most = caller.MerchantId is null ? options.Value.MaxOfOperators : options.Value.MaxOfMerchant;
        if (await connection.ExecuteScalarAsync<long>(Command(Count)) >= most)
            return caller.Refuse(StatusCodes.Status409Conflict, $"There are {most} subscriptions already; delete one first.");
        var made = await connection.QuerySingleAsync<Subscription>(Command(Insert));
        await AuditLog.WriteAsync(transaction, new AuditEntry(caller.Id, "subscription.create", "subscription", made.Id.ToString(), Before: null, made), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        request.HttpContext.Response.SetRevision(made.Revision);
        return TypedResults.Created($"{caller.Base}/{made.Id}", made with { Secret = WebhookSecret.TextOf(secret) });
    }
}
