using Npgsql;
using NpgsqlTypes;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Ledger;

/// <summary>Writes claims into the ledger: one round trip and one commit for all of them.</summary>
internal static class LedgerBatch
{
    private static readonly string LockPools = EmbeddedText.Beside<LedgerWriter>("lock_pools.sql");
    private static readonly string WriteVouchers = EmbeddedText.Beside<LedgerWriter>("write_vouchers.sql");
    private static readonly string ExplainRefusals = EmbeddedText.Beside<LedgerWriter>("explain_refusals.sql");

    /// <summary>
    /// Writes the entries and tells what became of each, by position. Committed and flushed when it returns. Writing the same
    /// entries again does no harm and tells the same.
    /// </summary>
    public static async Task<LedgerOutcome[]> WriteAsync(
        NpgsqlDataSource dataSource, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var written = await InsertAsync(connection, entries, cancellationToken);
        var outcomes = new LedgerOutcome[entries.Count];
        var refused = new List<int>();
        for (var i = 0; i < entries.Count; i++)
        {
            var claim = entries[i].Claim;
            if (written.Remove((claim.CampaignId, claim.Epoch, claim.Number)))
                outcomes[i] = new LedgerOutcome.Issued(entries[i].ToVoucher());
            else
                refused.Add(i);
        }
        if (refused.Count > 0)
            await ExplainAsync(connection, entries, refused, outcomes, cancellationToken);
        return outcomes;
    }

    private static async Task<HashSet<(string, long, long)>> InsertAsync(
        NpgsqlConnection connection, IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        // Without an explicit transaction the batch is one: it commits at its end, in the same round trip.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(LockPools) { Parameters = { Texts(entries.Select(entry => entry.Claim.CampaignId).Distinct().Order(StringComparer.Ordinal)) } },
                new(WriteVouchers)
                {
                    Parameters =
                    {
                        Texts(entries.Select(entry => entry.Claim.CampaignId)),
                        Numbers(entries.Select(entry => entry.Claim.Seq)),
                        Texts(entries.Select(entry => entry.Claim.Code)),
                        Texts(entries.Select(entry => entry.SerialNumber)),
                        Texts(entries.Select(entry => entry.Claim.Claimant.DistributorId)),
                        Texts(entries.Select(entry => entry.Claim.Claimant.TerminalId)),
                        Texts(entries.Select(entry => entry.CategoryId)),
                        Texts(entries.Select(entry => entry.ProductId)),
                        Texts(entries.Select(entry => entry.RequestId)),
                        Column(entries.Select(entry => entry.Fingerprint), NpgsqlDbType.Bytea),
                        Column(entries.Select(entry => entry.Claim.Claimant.At), NpgsqlDbType.TimestampTz),
                        Column(entries.Select(entry => entry.Claim.Claimant.Day), NpgsqlDbType.Date),
                        Column(entries.Select(entry => entry.UsableFrom), NpgsqlDbType.TimestampTz),
                        Column(entries.Select(entry => entry.ExpiresAt), NpgsqlDbType.TimestampTz),
                        Column(entries.Select(entry => entry.ConfirmBy), NpgsqlDbType.TimestampTz),
                        Numbers(entries.Select(entry => entry.Claim.Epoch)),
                        Numbers(entries.Select(entry => entry.Claim.Number)),
                    },
                },
            },
        };
        var written = new HashSet<(string, long, long)>(entries.Count);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            written.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return written;
    }

    private static async Task ExplainAsync(
        NpgsqlConnection connection, IReadOnlyList<LedgerEntry> entries, List<int> refused, LedgerOutcome[] outcomes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ExplainRefusals, connection)
        {
            Parameters =
            {
                Texts(refused.Select(i => entries[i].Claim.CampaignId)),
                Numbers(refused.Select(i => entries[i].Claim.Seq)),
                Numbers(refused.Select(i => entries[i].Claim.Epoch)),
                Numbers(refused.Select(i => entries[i].Claim.Number)),
                Texts(refused.Select(i => entries[i].Claim.Claimant.DistributorId)),
                Texts(refused.Select(i => entries[i].RequestId)),
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var i in refused)
        {
            await reader.ReadAsync(cancellationToken);
            outcomes[i] = Decide(
                entries[i], reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2), LedgerRow.ReadVoucher(reader, 3));
        }
    }

    /// <summary>What a refusal means. Own rows come first: an entry that is written again, or that two replays wrote, is issued.</summary>
    private static LedgerOutcome Decide(LedgerEntry entry, bool isCodeIssued, bool isOwn, bool isLapsed, IssuedVoucher? answered) => (isCodeIssued, isOwn, isLapsed, answered) switch
    {
        (_, true, _, null) => new LedgerOutcome.Issued(entry.ToVoucher()),
        (_, true, _, { } voucher) => new LedgerOutcome.AlreadyAnswered(voucher, GiveBack.Nothing),
        (var issued, _, _, { } voucher) => new LedgerOutcome.AlreadyAnswered(voucher, issued ? GiveBack.Counts : GiveBack.CodeAndCounts),
        (true, _, _, null) => new LedgerOutcome.CodeIsIssued(),
        (_, _, true, null) => new LedgerOutcome.Lapsed(),
        // The write that was in the way has been rolled back since.
        _ => new LedgerOutcome.Unknown(),
    };

    private static NpgsqlParameter<string?[]> Texts(IEnumerable<string?> values) => Column(values, NpgsqlDbType.Text);

    private static NpgsqlParameter<long[]> Numbers(IEnumerable<long> values) => Column(values, NpgsqlDbType.Bigint);

    private static NpgsqlParameter<T[]> Column<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
