using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Goes on with imports in the background, the oldest first and one at a time: proves them and adds their codes. All that it knows is in
/// PostgreSQL, so after a crash this or another process goes on where it ended.
/// </summary>
public sealed class ImportRunner(
    NpgsqlDataSource dataSource,
    GenerateLines generate,
    ProveImport prove,
    CommitImport commit,
    ILogger<ImportRunner> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    private readonly SemaphoreSlim wanted = new(0, 1);

    /// <summary>Says that there is an import to go on with; without it, the next round finds it.</summary>
    public void Wake()
    {
        try
        {
            wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await wanted.WaitAsync(options.Value.ImportRound, stoppingToken);
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The process ends.
            }
            catch (Exception error)
            {
                // Whatever it was: an exception that left a background service would end the process.
                ImportLog.RoundFailed(logger, error);
            }
        }
    }

    /// <summary>Goes on with all imports that can, unless another process does.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var turn = await ImportLocks.TryTakeTurnAsync(dataSource, cancellationToken);
        if (turn is null)
            return;
        await turn.Connection.ExecuteAsync(ImportLocks.FailBrokenUploads, new { now = time.GetUtcNow().UtcDateTime });
        while (await ImportTask.NextAsync(turn.Connection, cancellationToken) is { } import)
        {
            if (!await TryGoOnAsync(import, turn.Connection, cancellationToken))
                return;
        }
    }

    /// <summary>Takes an import's next step. False when it is better to wait before the next try.</summary>
    private async Task<bool> TryGoOnAsync(ImportTask import, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var state = await StepAsync(import, cancellationToken);
            if (state != import.State)
                ImportLog.Moved(logger, import.Id, import.CampaignId, import.State, state);
            return true;
        }
        catch (Exception error) when (StoreFault.IsPassing(error) && !cancellationToken.IsCancellationRequested)
        {
            ImportLog.Interrupted(logger, error, import.Id);
            return false;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            ImportLog.Failed(logger, error, import.Id);
            await FailAsync(import, connection, cancellationToken);
            return true;
        }
    }

    private async Task<string> StepAsync(ImportTask import, CancellationToken cancellationToken)
    {
        switch (import.State)
        {
            case ImportStates.Generating:
                return await generate.RunAsync(import, cancellationToken);
            case ImportStates.Proving:
                return await prove.ProveAsync(import, cancellationToken);
            default:
                while (await commit.CommitChunkAsync(import, cancellationToken))
                    cancellationToken.ThrowIfCancellationRequested();
                return ImportStates.Completed;
        }
    }

    /// <summary>A fault that would come again: the import ends, so that it does not keep those behind it waiting for ever.</summary>
    private async Task FailAsync(ImportTask import, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(
            """
            UPDATE imports
            SET state = 'failed', finished_at = @now,
                message = 'A fault of the platform, see the log. Codes in the inventory by then: ' || committed || '.'
            WHERE id = @Id AND finished_at IS NULL
            """,
            new { import.Id, now = time.GetUtcNow().UtcDateTime });
        await import.Lines.DropAsync(connection, cancellationToken);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        wanted.Dispose();
        base.Dispose();
    }
}
