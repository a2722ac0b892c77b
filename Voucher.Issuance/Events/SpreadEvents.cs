using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Webhooks;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Events;

/// <summary>
/// Spreads events: what is told is written down, and each subscription that wants the event gets a delivery, all in one transaction. Killed anywhere, an event is
/// either not spread, and somebody else does it, or is spread as a whole.
/// </summary>
public sealed class SpreadEvents(
    NpgsqlDataSource database,
    KnownOffers offers,
    DeliverEvents deliver,
    ILogger<SpreadEvents> logger,
    IOptions<WebhookOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly string Read = EmbeddedText.Beside<SpreadEvents>("read_unspread.sql");
    private static readonly string Write = EmbeddedText.Beside<SpreadEvents>("spread_events.sql");

    private readonly WakeUp wakeUp = new(time);

    /// <summary>Lets the next round come at once: this process has written an event. Never waits.</summary>
    public void Wake() => wakeUp.Call();

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        try
        {
            while (true)
            {
                await TryRunOnceAsync(stoppingToken);
                await wakeUp.WaitAsync(options.Value.Round, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>Spreads all that waits, and tells how many events. Those of campaigns that cannot be asked for just now go on waiting.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        int spread;
        do
        {
            spread = await SpreadBatchAsync(cancellationToken);
            total += spread;
        }
        while (spread == options.Value.SpreadBatch);
        return total;
    }

    private async Task<int> SpreadBatchAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var waiting = await connection.QueryAsync<WrittenEvent>(
            new CommandDefinition(Read, new { options.Value.SpreadBatch }, transaction, cancellationToken: cancellationToken));
        var told = new List<(WrittenEvent Event, Offer? Offer)>();
        foreach (var one in waiting)
        {
            if (await TryFindAsync(one.CampaignId, cancellationToken) is (true, var offer))
                told.Add((one, offer));
        }
        if (told.Count == 0)
            return 0;

        var now = time.GetUtcNow().UtcDateTime;
        var spread = new
        {
            ids = told.Select(one => one.Event.Id).ToArray(),
            types = told.Select(one => one.Event.Type).ToArray(),
            merchants = told.Select(one => one.Offer?.MerchantId).ToArray(),
            data = told.Select(one => EventData.Of(one.Event, one.Offer)).ToArray(),
            now,
            giveUpAt = now + options.Value.GiveUpAfter,
        };
        await connection.ExecuteAsync(new CommandDefinition(Write, spread, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        deliver.Wake();
        return told.Count;
    }

    /// <summary>The campaign as it is known; whether it is known is a question of its own, for there may be none of the name.</summary>
    private async Task<(bool IsKnown, Offer? Offer)> TryFindAsync(string campaignId, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await offers.FindAsync(campaignId, cancellationToken));
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or JsonException)
        {
            EventsLog.CampaignsAway(logger, error, campaignId);
            return (false, null);
        }
    }

    private async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process.
            EventsLog.NotSpread(logger, error);
        }
    }
}
