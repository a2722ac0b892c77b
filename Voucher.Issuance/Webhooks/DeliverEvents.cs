using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Events;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Webhooks;

/// <summary>
/// Delivers what is due, again and again. Attempts run side by side; one loop takes deliveries and writes down how they went, with one connection and one commit a
/// turn, so that whatever receivers do is nothing to those who ask for vouchers. Killed anywhere, the deliveries that were under way are taken again when their
/// lease runs out.
/// </summary>
public sealed class DeliverEvents(
    NpgsqlDataSource database,
    SendDelivery send,
    WebhookMetrics metrics,
    ILogger<DeliverEvents> logger,
    IOptions<WebhookOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>How long the process waits for attempts that are under way when it ends.</summary>
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(5);

    /// <summary>The server need not flush at each turn: what is lost with it is delivered once more.</summary>
    private const string NoFlush = "SET LOCAL synchronous_commit = off";

    private readonly WebhookOptions limits = options.Value;
    private readonly WakeUp wakeUp = new(time);
    private readonly Channel<(DueDelivery Due, Attempt Attempt)> ended = Channel.CreateUnbounded<(DueDelivery, Attempt)>();
    private readonly Dictionary<Guid, Turns> turns = [];
    private readonly List<EndedAttempt> unsettled = [];

    /// <summary>How a subscription stands in this process.</summary>
    private sealed class Turns
    {
        public int UnderWay { get; set; }

        /// <summary>When an attempt has failed; null once one has succeeded.</summary>
        public DateTimeOffset? FailedAt { get; set; }

        /// <summary>The receiver has asked for quiet until then.</summary>
        public DateTimeOffset QuietUntil { get; set; }
    }

    /// <summary>Lets the next turn come at once. Never waits.</summary>
    public void Wake() => wakeUp.Call();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        try
        {
            while (true)
            {
                await TryTurnAsync(isLast: false);
                await wakeUp.WaitAsync(limits.Round, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await EndAsync();
        }
    }

    private async Task EndAsync()
    {
        using var over = new CancellationTokenSource(LastPatience);
        Gather();
        while (turns.Values.Sum(one => one.UnderWay) > unsettled.Count && !over.IsCancellationRequested)
        {
            await wakeUp.WaitAsync(LastPatience, CancellationToken.None);
            Gather();
        }
        await TryTurnAsync(isLast: true);
    }

    private async Task TryTurnAsync(bool isLast)
    {
        try
        {
            Gather();
            foreach (var due in await TurnAsync(isLast))
                Start(due);
        }
        catch (Exception error)
        {
            // Whatever it was: an exception that left a background service would end the process.
            WebhooksLog.TurnFailed(logger, error);
            // What cannot be written down now never will be; it is sent once more when its lease is over, and nobody else waits for that.
            if (!StoreFault.IsPassing(error))
                Forget(time.GetUtcNow());
        }
    }

    /// <summary>Writes down what has ended and takes what is due, in one transaction.</summary>
    private async Task<IReadOnlyList<DueDelivery>> TurnAsync(bool isLast)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var noFlush = new NpgsqlCommand(NoFlush, connection, transaction))
            await noFlush.ExecuteNonQueryAsync();
        foreach (var gone in unsettled.Where(one => one.Attempt.IsGone).Select(one => one.Due).DistinctBy(due => due.SubscriptionId))
        {
            if (await DisableSubscription.AsGoneAsync(transaction, gone, now))
                WebhooksLog.Gone(logger, gone.SubscriptionId);
        }
        if (unsettled.Count > 0)
            await EndedAttempt.SettleAsync(connection, unsettled, now, CancellationToken.None);
        var due = isLast ? [] : await DueDelivery.TakeAsync(connection, FreeTurns(now), limits.AttemptsAtATime, now, now + limits.Lease, CancellationToken.None);
        await transaction.CommitAsync();
        Forget(now);
        return due;
    }

    /// <summary>Looks at how attempts went that have ended since.</summary>
    private void Gather()
    {
        while (ended.Reader.TryRead(out var one))
        {
            var (due, attempt) = one;
            var now = time.GetUtcNow();
            var next = attempt.IsDelivered ? null : RetryPlan.NextAttempt(due, attempt, now, Random.Shared.NextDouble(), limits);
            var mine = turns[due.SubscriptionId];
            mine.FailedAt = attempt.IsDelivered ? null : now;
            if (attempt.RetryAfter is { } wanted)
                mine.QuietUntil = now + (wanted < limits.LongestPause ? wanted : limits.LongestPause);
            var result = new EndedAttempt(due, attempt, next);
            unsettled.Add(result);
            metrics.Attempted(due.Type, result.State);
            if (!attempt.IsDelivered)
                WebhooksLog.Failed(logger, due.Id, due.SubscriptionId, due.Attempts, attempt.Error!, attempt.Status, result.State);
        }
    }

    private Dictionary<Guid, int> FreeTurns(DateTimeOffset now)
    {
        var settled = unsettled.CountBy(one => one.Due.SubscriptionId).ToDictionary();
        return turns.ToDictionary(
            one => one.Key,
            one => one.Value.QuietUntil > now ? 0
                : Math.Max(0, (one.Value.FailedAt is not null ? 1 : limits.AttemptsAtATime) - one.Value.UnderWay + settled.GetValueOrDefault(one.Key)));
    }

    private void Start(DueDelivery due)
    {
        if (!turns.TryGetValue(due.SubscriptionId, out var mine))
            turns.Add(due.SubscriptionId, mine = new Turns());
        mine.UnderWay++;
        _ = RunAsync(due);
    }

    private async Task RunAsync(DueDelivery due)
    {
        var attempt = await Task.Run(() => send.SendAsync(due));
        ended.Writer.TryWrite((due, attempt));
        wakeUp.Call();
    }

    /// <summary>What was written down is out of the way, and so are subscriptions with which all is well, or that have not been tried for long.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var one in unsettled)
            turns[one.Due.SubscriptionId].UnderWay--;
        unsettled.Clear();
        foreach (var (subscriptionId, _) in turns.Where(one => one.Value.UnderWay == 0 && !(now - one.Value.FailedAt <= limits.LongestPause)).ToList())
            turns.Remove(subscriptionId);
    }
}
