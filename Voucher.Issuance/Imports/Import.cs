using Dapper;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>An import of codes: a job that goes on by itself, whatever becomes of the call that began it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CampaignId">Whose codes they are.</param>
/// <param name="Source"><c>upload</c> or <c>generated</c>.</param>
/// <param name="State">One of <see cref="ImportStates"/>.</param>
/// <param name="Problems"><c>reject</c>: one bad line rejects the file; <c>skip</c>: bad lines are left out.</param>
/// <param name="RowsRead">Lines that were read so far, without header and empty lines.</param>
/// <param name="Accepted">Lines that can be imported. Known when the file is proved.</param>
/// <param name="Duplicates">Lines whose code is in an earlier line, or in an inventory already.</param>
/// <param name="Invalid">Lines that are not well-formed.</param>
/// <param name="Committed">Codes that are in the inventory now.</param>
/// <param name="EntropyBits">How hard the codes are to guess (<see cref="GuessEstimate"/>).</param>
/// <param name="GuessChance">The chance that one guess of the right form hits a code of the campaign.</param>
/// <param name="Message">Why it was rejected or failed, and what to do about it.</param>
/// <param name="CreatedBy">The operator.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null while it goes on.</param>
public sealed record Import(
    long Id,
    string CampaignId,
    string Source,
    string State,
    string Problems,
    long RowsRead,
    long Accepted,
    long Duplicates,
    long Invalid,
    long Committed,
    double? EntropyBits,
    double? GuessChance,
    string? Message,
    string CreatedBy,
    DateTime CreatedAt,
    DateTime? FinishedAt)
{
    private const string Columns =
        """
        SELECT id AS Id, campaign_id AS CampaignId, source AS Source, state AS State, problems AS Problems, rows_read AS RowsRead, accepted AS Accepted,
               duplicates AS Duplicates, invalid AS Invalid, committed AS Committed, entropy_bits AS EntropyBits, guess_chance AS GuessChance,
               message AS Message, created_by AS CreatedBy, created_at AS CreatedAt, finished_at AS FinishedAt
        FROM imports
        """;

    /// <summary>An import, or null.</summary>
    public static Task<Import?> FindAsync(NpgsqlConnection connection, long id, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Import>(new CommandDefinition($"{Columns} WHERE id = @id", new { id }, cancellationToken: cancellationToken));

    /// <summary>Imports of a campaign, the newest first.</summary>
    public static async Task<IReadOnlyList<Import>> ListAsync(
        NpgsqlConnection connection, string campaignId, long? before, int limit, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Import>(new CommandDefinition(
            $"{Columns} WHERE campaign_id = @campaignId AND (@before::bigint IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit",
            new { campaignId, before, limit },
            cancellationToken: cancellationToken))).AsList();
}
