using Dapper;
using Npgsql;

namespace Voucher.Issuance.Inventory;

/// <summary>A code of a merchant.</summary>
/// <param name="Code">The code. Never to be logged.</param>
/// <param name="SerialNumber">Its serial number, if it has one.</param>
public sealed record NewCode(string Code, string? SerialNumber = null);

/// <summary>Adds codes to a campaign's inventory.</summary>
public sealed class AddCodes(NpgsqlDataSource dataSource)
{
    /// <summary>
    /// Adds those codes that the campaign does not have yet, all or none, and tells how many. They can be claimed as soon as the pool
    /// is filled the next time.
    /// </summary>
    /// <exception cref="PostgresException">A code or serial number is empty or has control characters (23514).</exception>
    public async Task<int> AddAsync(string campaignId, IReadOnlyCollection<NewCode> codes, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The row's lock orders those who add at the same time, so that sequence numbers become visible in their order: what lies
        // at or below last_seq never changes again.
        var lastSeq = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO pools (campaign_id) VALUES (@campaignId)
            ON CONFLICT (campaign_id) DO UPDATE SET campaign_id = excluded.campaign_id
            RETURNING last_seq
            """,
            new { campaignId }, transaction);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO codes (campaign_id, seq, code, serial_number)
            SELECT @campaignId, @lastSeq + row_number() OVER (ORDER BY position), code, serial_number
            FROM (SELECT DISTINCT ON (code) code, serial_number, position
                  FROM unnest(@codes, @serialNumbers) WITH ORDINALITY AS given (code, serial_number, position)
                  WHERE NOT EXISTS (SELECT FROM codes AS known WHERE known.campaign_id = @campaignId AND known.code = given.code)
                  ORDER BY code, position) AS new
            """,
            new { campaignId, lastSeq, codes = codes.Select(code => code.Code).ToArray(), serialNumbers = codes.Select(code => code.SerialNumber).ToArray() },
            transaction);
        await connection.ExecuteAsync(
            "UPDATE pools SET last_seq = last_seq + @added WHERE campaign_id = @campaignId", new { campaignId, added }, transaction);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }
}
