using Dapper;
using Npgsql;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Auth.Tokens;

/// <summary>
/// Remembers when tokens are used and writes it down every few seconds, in one statement. Gateways ask about a token in use once in an
/// entry's life, so what is written is behind by that and a few seconds. A process that is killed loses the last seconds.
/// </summary>
internal sealed partial class TokenUses(NpgsqlDataSource dataSource, TimeProvider time, ILogger<TokenUses> logger) : BackgroundService
{
    /// <summary>Uses of more tokens than this, while the database is away, are not remembered.</summary>
    private const int Most = 100_000;

    private static readonly string SaveUses = EmbeddedText.Beside<TokenUses>("SaveUses.sql");
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Dictionary<string, DateTime> uses = new(StringComparer.Ordinal);

    /// <summary>Remembers a use. Takes no time and never fails.</summary>
    /// <param name="tokenHash">The token's SHA-256 as hexadecimal digits.</param>
    /// <param name="at">When it was used.</param>
    public void Note(string tokenHash, DateTimeOffset at)
    {
        lock (gate)
        {
            if (uses.Count < Most || uses.ContainsKey(tokenHash))
                uses[tokenHash] = at.UtcDateTime;
        }
    }

    /// <summary>Writes what has been noted; what cannot be written waits for the next time.</summary>
    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        var taken = Take();
        if (taken.Count == 0)
            return;
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            var rows = new { hashes = taken.Keys.Select(Convert.FromHexString).ToArray(), times = taken.Values.ToArray() };
            await connection.ExecuteAsync(new CommandDefinition(SaveUses, rows, cancellationToken: cancellationToken));
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            GiveBack(taken);
            LogNotSaved(logger, taken.Count, error.Message);
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(Round, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await SaveAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private Dictionary<string, DateTime> Take()
    {
        lock (gate)
        {
            var taken = uses;
            uses = new(StringComparer.Ordinal);
            return taken;
        }
    }

    private void GiveBack(Dictionary<string, DateTime> taken)
    {
        lock (gate)
        {
            foreach (var (tokenHash, at) in taken)
            {
                if (uses.Count < Most)
                    uses.TryAdd(tokenHash, at);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The uses of {Count} tokens could not be written down and wait: {Reason}")]
    private static partial void LogNotSaved(ILogger logger, int count, string reason);
}
