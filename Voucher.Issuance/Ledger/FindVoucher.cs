using Npgsql;

namespace Voucher.Issuance.Ledger;

/// <summary>Looks up the voucher of a request.</summary>
public sealed class FindVoucher(NpgsqlDataSource dataSource)
{
    private const string ByRequest =
        $"SELECT {LedgerRow.Columns} FROM issued_vouchers WHERE distributor_id = $1 AND request_id = $2";

    /// <summary>The voucher that a distributor got for a request id, or null.</summary>
    public async Task<IssuedVoucher?> ByRequestAsync(string distributorId, string requestId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ByRequest);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = distributorId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? LedgerRow.ReadVoucher(reader, 0) : null;
    }
}
