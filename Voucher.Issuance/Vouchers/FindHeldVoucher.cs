using Npgsql;

namespace Voucher.Issuance.Vouchers;

/// <summary>Finds vouchers, by id or by code. Whether the caller may know of them is for him to decide.</summary>
public sealed class FindHeldVoucher(NpgsqlDataSource dataSource)
{
    private const string ById =
        $"""
        SELECT {HeldVoucherRow.Columns}
        FROM pools
        JOIN issued_vouchers AS issued ON issued.campaign_id = pools.campaign_id AND issued.seq = $2
        {HeldVoucherRow.JoinHolder}
        WHERE pools.number = $1
        """;

    /// <summary>A code that came back belongs to the voucher that it was given out with last, or to none: its number in codes says which.</summary>
    private const string ByCode =
        $"""
        SELECT {HeldVoucherRow.Columns}
        FROM codes
        JOIN issued_vouchers AS issued ON issued.campaign_id = codes.campaign_id AND issued.seq = codes.seq
        JOIN pools ON pools.campaign_id = issued.campaign_id
        {HeldVoucherRow.JoinHolder}
        WHERE codes.code = $1
        ORDER BY issued.issued_at DESC
        LIMIT 10
        """;

    /// <summary>The voucher with an id, or null.</summary>
    public async Task<HeldVoucher?> ByIdAsync(VoucherId id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ById);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id.Pool });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id.Seq });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>The vouchers with a code, the latest first. One, unless a code was imported for two campaigns.</summary>
    public async Task<IReadOnlyList<HeldVoucher>> ByCodeAsync(string code, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ByCode);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = code });
        return await ReadAsync(command, cancellationToken);
    }

    private static async Task<List<HeldVoucher>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var vouchers = new List<HeldVoucher>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            vouchers.Add(HeldVoucherRow.Read(reader));
        return vouchers;
    }
}
