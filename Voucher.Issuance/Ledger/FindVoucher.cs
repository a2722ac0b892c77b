using Npgsql;

namespace Voucher.Issuance.Ledger;

/// <summary>Looks up the voucher of a request.</summary>
public sealed class FindVoucher(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>How long to wait before a failed look-up is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const string ByRequest =
        $"SELECT {LedgerRow.Columns} FROM issued_vouchers WHERE distributor_id = $1 AND request_id = $2";

    /// <summary>The voucher that a distributor got for a request id, or null. Waits for a PostgreSQL that is away, until the token ends that.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task<IssuedVoucher?> ByRequestAsync(string distributorId, string requestId, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReadAsync(distributorId, requestId, cancellationToken);
            }
            catch (Exception error) when (StoreFault.IsPassing(error))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<IssuedVoucher?> ReadAsync(string distributorId, string requestId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ByRequest);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = distributorId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = requestId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? LedgerRow.ReadVoucher(reader, 0) : null;
    }
}
