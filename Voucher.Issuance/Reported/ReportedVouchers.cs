using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Reported;

/// <summary>Vouchers that merchants' systems tell of, each by its merchant and code, merged from their events.</summary>
public sealed class ReportedVouchers(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Select = "SELECT fields, times FROM reported_vouchers WHERE merchant_id = $1 AND voucher_code = $2";

    private static readonly string Merge = EmbeddedText.Beside<ReportedVouchers>("merge_event.sql");

    /// <summary>Takes an event in. The same event again, or an older one later, changes nothing that a newer one has said.</summary>
    internal async Task MergeAsync(string merchantId, VoucherEvent reported, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Merge);
        command.Parameters.Add(new() { Value = merchantId });
        command.Parameters.Add(new() { Value = reported.VoucherCode });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(reported.Fields), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = reported.Timestamp });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What is known of a voucher, or null.</summary>
    internal async Task<MergedVoucher?> FindAsync(string merchantId, string voucherCode, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Select);
        command.Parameters.Add(new() { Value = merchantId });
        command.Parameters.Add(new() { Value = voucherCode });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? MergedVoucher.Of(reader.GetString(0), reader.GetString(1)) : null;
    }
}
