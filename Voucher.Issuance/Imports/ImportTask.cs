using Dapper;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>What has to be known of an import to go on with it.</summary>
public sealed record ImportTask(
    long Id, string CampaignId, string State, bool SkipsProblems, bool AllowsGuessable, double EntropyBits, long Committed, string? Pattern)
{
    /// <summary>Its lines.</summary>
    public ImportLines Lines { get; } = new(Id);

    /// <summary>The oldest import that can go on by itself, or null.</summary>
    public static Task<ImportTask?> NextAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ImportTask>(new CommandDefinition(
            """
            SELECT id AS Id, campaign_id AS CampaignId, state AS State, problems = 'skip' AS SkipsProblems, allow_guessable AS AllowsGuessable,
                   coalesce(entropy_bits, 0) AS EntropyBits, committed AS Committed, pattern AS Pattern
            FROM imports
            WHERE finished_at IS NULL AND state IN ('generating', 'proving', 'committing')
            ORDER BY id LIMIT 1
            """,
            cancellationToken: cancellationToken));
}
