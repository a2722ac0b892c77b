using System.Text.Json.Serialization;
using Dapper;
using Npgsql;

namespace Voucher.Issuance.Webhooks;

/// <summary>Who wants to hear of what, as its owner sees it.</summary>
public sealed record Subscription
{
    internal const string Columns =
        """
        id AS Id, kind AS Kind, merchant_id AS MerchantId, url AS Url, types AS Types, description AS Description, state AS State,
        disabled_reason AS DisabledReason, previous_secret_until AS PreviousSecretUntil, created_by AS CreatedBy, created_at AS CreatedAt, revision AS Revision
        """;

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="SubscriptionKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whose campaigns it hears of; null: of all.</summary>
    public string? MerchantId { get; init; }

    /// <summary>Where its deliveries go.</summary>
    public required string Url { get; init; }

    /// <summary>Of which events it hears.</summary>
    public required string[] Types { get; init; }

    /// <summary>For people; may be empty.</summary>
    public required string Description { get; init; }

    /// <summary>One of <see cref="SubscriptionStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it hears nothing, where the platform did that; else null.</summary>
    public string? DisabledReason { get; init; }

    /// <summary>Until when the secret before this one signs too; null when there is none.</summary>
    public DateTime? PreviousSecretUntil { get; init; }

    /// <summary>The party that made it.</summary>
    public required string CreatedBy { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Rises with each change; its <c>ETag</c>.</summary>
    public required long Revision { get; init; }

    /// <summary>What deliveries are signed with. Shown when it is made and never again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>The one with an id, if the caller may see it; within a transaction its row is locked.</summary>
    internal static Task<Subscription?> FindAsync(
        NpgsqlConnection connection, Guid id, SubscriptionCaller caller, CancellationToken cancellationToken, NpgsqlTransaction? transaction = null) =>
        connection.QuerySingleOrDefaultAsync<Subscription>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM subscriptions WHERE id = @id AND (@MerchantId::text IS NULL OR merchant_id = @MerchantId)
            {(transaction is null ? "" : "FOR UPDATE")}
            """,
            new { id, caller.MerchantId },
            transaction,
            cancellationToken: cancellationToken));
}

/// <summary>How subscriptions came to be.</summary>
public static class SubscriptionKinds
{
    public const string Webhook = "webhook";

    /// <summary>The one address for voucher events (contract S3), which is configured and cannot be changed here.</summary>
    public const string Connector = "connector";
}

/// <summary>Whether a subscription hears.</summary>
public static class SubscriptionStates
{
    public const string Active = "active";

    /// <summary>It hears of nothing that happens meanwhile, and what waits goes on waiting.</summary>
    public const string Disabled = "disabled";
}
