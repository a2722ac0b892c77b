using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Imports;

/// <summary>Proves a file before any of its codes is added: it passes as a whole, or leaves no trace in the inventory.</summary>
public sealed class ProveImport(NpgsqlDataSource dataSource, IOptions<IssuanceOptions> options, TimeProvider time)
{
    /// <summary>How many bad lines the report names.</summary>
    public const int MostReported = 100_000;

    private const string Count =
        """
        SELECT count(*) FILTER (WHERE problem IS NULL), count(*) FILTER (WHERE problem = 'duplicate'), count(*) FILTER (WHERE problem = 'invalid')
        FROM import_lines
        """;

    private const string Report =
        """
        INSERT INTO import_problems (import_id, line, problem, detail)
        SELECT $1, line, problem, detail FROM import_lines WHERE problem IS NOT NULL ORDER BY line LIMIT $2
        ON CONFLICT DO NOTHING
        """;

    private const string Conclude =
        """
        UPDATE imports
        SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE @State END,
            message = CASE WHEN cancel_requested THEN 'Cancelled before anything was imported.' ELSE @Message END,
            accepted = @Accepted, duplicates = @Duplicates, invalid = @Invalid, entropy_bits = @EntropyBits, guess_chance = @GuessChance,
            finished_at = CASE WHEN cancel_requested OR @IsOver THEN @now END
        WHERE id = @id AND state = 'proving'
        RETURNING state
        """;

    private static readonly string MarkDuplicates = EmbeddedText.Beside<ProveImport>("prove_import.sql");

    /// <summary>Proves an import and tells the state that it goes to. Killed at any step, it can be called again.</summary>
    public async Task<string> ProveAsync(ImportTask import, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var mark = import.Lines.Command(MarkDuplicates, connection))
            await mark.ExecuteNonQueryAsync(cancellationToken);
        var proof = await CountAsync(connection, import, cancellationToken);
        var verdict = ImportVerdict.On(proof, import.SkipsProblems, import.AllowsGuessable, options.Value.MaxGuessChance);
        await using (var report = import.Lines.Command(Report, connection))
        {
            report.Parameters.Add(new() { Value = import.Id });
            report.Parameters.Add(new() { Value = MostReported });
            await report.ExecuteNonQueryAsync(cancellationToken);
        }
        var state = await connection.QuerySingleAsync<string>(new CommandDefinition(
            Conclude,
            new
            {
                import.Id,
                verdict.State,
                verdict.Message,
                IsOver = verdict.State == ImportStates.Rejected,
                proof.Accepted,
                proof.Duplicates,
                proof.Invalid,
                proof.EntropyBits,
                proof.GuessChance,
                now = time.GetUtcNow().UtcDateTime,
            },
            transaction,
            cancellationToken: cancellationToken));
        if (state != ImportStates.Committing)
            await import.Lines.DropAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return state;
    }

    private static async Task<ImportProof> CountAsync(NpgsqlConnection connection, ImportTask import, CancellationToken cancellationToken)
    {
        var live = await connection.QuerySingleOrDefaultAsync<long>(new CommandDefinition(
            "SELECT last_seq - withdrawn FROM pools WHERE campaign_id = @CampaignId", new { import.CampaignId }, cancellationToken: cancellationToken));
        await using var count = import.Lines.Command(Count, connection);
        await using var reader = await count.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ImportProof(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), import.EntropyBits, live);
    }
}
