using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Pools;

/// <summary>The next codes of a campaign that have no voucher, as they are loaded into Redis.</summary>
/// <param name="Entries">The codes, as entries of the pool, by sequence number.</param>
/// <param name="Through">The highest sequence number that this covers: codes up to it are here or issued.</param>
/// <param name="IsLast">Whether the campaign has no code beyond it.</param>
public sealed record CodeWindow(IReadOnlyList<RedisValue> Entries, long Through, bool IsLast)
{
    private static readonly string ReadWindow = EmbeddedText.Beside<CodeWindow>("read_window.sql");

    /// <summary>Reads up to <paramref name="size"/> codes behind the sequence number <paramref name="after"/>.</summary>
    public static async Task<CodeWindow> ReadAsync(
        NpgsqlConnection connection, string campaignId, long after, int size, CancellationToken cancellationToken = default)
    {
        await using var command = new NpgsqlCommand(ReadWindow, connection)
        {
            Parameters = { new() { Value = campaignId }, new() { Value = after }, new() { Value = size } },
        };
        var entries = new List<RedisValue>();
        var lastImported = after;
        var lastRead = after;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (await reader.IsDBNullAsync(1, cancellationToken))
            {
                lastImported = reader.GetInt64(0);
                continue;
            }
            lastRead = reader.GetInt64(1);
            entries.Add(Claim.EntryOf(
                lastRead, reader.GetString(2), await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3)));
        }
        var isLast = entries.Count < size;
        return new CodeWindow(entries, isLast ? Math.Max(lastImported, after) : lastRead, isLast);
    }
}
