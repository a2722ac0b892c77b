using Dapper;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>What has to be known of an import to go on with it.</summary>
public sealed record ImportTask(
    long Id, string CampaignId, string State, bool SkipsProblems, bool AllowsGuessable, double EntropyBits, long Committed, string? Pattern)
{
    /// <summary>Its lines.</summary>
    public ImportLines Lines { get; } = new(Id);

    /// <summary>
    /// The import that goes on next, or null: the one that was proved, then the oldest. Were another proved before the codes of the first are
    /// added, it would not find them.
    /// </summary>
    public static Task<ImportTask?> NextAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ImportTask>(new CommandDefinition(
            """
            SELECT id AS Id, campaign_id AS CampaignId, state AS State, problems = 'skip' AS SkipsProblems, allow_guessable AS AllowsGuessable,
                   coalesce(entropy_bits, 0) AS EntropyBits, committed AS Committed, pattern AS Pattern
            FROM imports
            WHERE finished_at IS NULL AND state IN ('generating', 'proving', 'committing')
            ORDER BY state <> 'committing', id LIMIT 1
            """,
            cancellationToken: cancellationToken));
}
