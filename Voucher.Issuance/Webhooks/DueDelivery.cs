using System.Text.Json;
using Dapper;
using Npgsql;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Webhooks;

/// <summary>A delivery whose time has come, taken for an attempt by this process.</summary>
internal sealed record DueDelivery
{
    private static readonly string Take = EmbeddedText.Beside<DueDelivery>("take_due.sql");

    public required long Id { get; init; }

    /// <summary>Which attempt this is; nobody else makes the same.</summary>
    public required int Attempts { get; init; }

    /// <summary>Those begun before it was last sent again.</summary>
    public required int AttemptsBefore { get; init; }

    /// <summary>From here on a failed attempt is the last.</summary>
    public required DateTime GiveUpAt { get; init; }

    public required Guid SubscriptionId { get; init; }

    public required string Kind { get; init; }

    public required string Url { get; init; }

    public byte[]? Secret { get; init; }

    public byte[]? PreviousSecret { get; init; }

    public DateTime? PreviousSecretUntil { get; init; }

    public required Guid EventId { get; init; }

    public required string Type { get; init; }

    public required DateTime OccurredAt { get; init; }

    /// <summary>JSON.</summary>
    public required string Data { get; init; }

    /// <summary>The value of <c>webhook-id</c>: the same with every attempt and for every receiver of the event.</summary>
    public string MessageId => $"evt_{EventId:N}";

    /// <summary>What is told, as it was when the event was spread.</summary>
    public JsonElement Told => JsonElement.Parse(Data);

    /// <summary>Takes what is due, for each subscription no more than it has turns free.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="free">By subscription; the others have <paramref name="usual"/>.</param>
    /// <param name="usual">The turns of a subscription that has none under way.</param>
    /// <param name="now">The time.</param>
    /// <param name="takenUntil">When an attempt that has not ended is taken for lost.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    public static async Task<IReadOnlyList<DueDelivery>> TakeAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<Guid, int> free, int usual, DateTimeOffset now, DateTimeOffset takenUntil, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<DueDelivery>(new CommandDefinition(
            Take,
            new { subscriptions = free.Keys.ToArray(), turns = free.Values.ToArray(), usual, now = now.UtcDateTime, takenUntil = takenUntil.UtcDateTime },
            cancellationToken: cancellationToken))).AsList();
}
