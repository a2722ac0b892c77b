using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Voucher.Issuance.Reported;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.People;

/// <summary>All that is known of a person. Written as it is read, however much it is.</summary>
/// <param name="AccountId">The account, in lower case; null when it was asked for by a voucher.</param>
/// <param name="Vouchers">The vouchers, the first one first.</param>
/// <param name="ReportedVouchers">What merchants' systems told.</param>
internal sealed record PersonExport(string? AccountId, IAsyncEnumerable<ExportedVoucher> Vouchers, IAsyncEnumerable<ExportedReport> ReportedVouchers);

/// <summary>A voucher of the person's; what is not known is null.</summary>
internal sealed record ExportedVoucher(
    string VoucherId,
    string CampaignId,
    string? MerchantId,
    string VoucherCode,
    DateTime IssuedAt,
    DateTime? RedeemedAt,
    DateTime? CancelledAt,
    string? AccountId,
    string? CustomerName,
    JsonElement? DeliveryAddress,
    DateTime? RecordedAt,
    ExportedProduct? Product,
    JsonElement Events);

/// <summary>What the account got for it.</summary>
internal sealed record ExportedProduct(Guid Id, string? AccountId, string ProductId, DateTime CreatedAt);

/// <summary>A voucher that a merchant's system told of, in the form in which it reads that back.</summary>
internal sealed record ExportedReport(string MerchantId, JsonObject Reported);

/// <summary>Reads all that is known of a person.</summary>
public sealed class ExportPerson(NpgsqlDataSource dataSource)
{
    private static readonly string SelectVouchers = EmbeddedText.Beside<ExportPerson>("export_vouchers.sql");
    private static readonly string SelectReports = EmbeddedText.Beside<ExportPerson>("export_reports.sql");

    /// <summary>The person's export, which is read while it is written.</summary>
    internal PersonExport Of(Person person) => new(
        person.AccountId, ReadAsync(SelectVouchers, person, VoucherOf), ReadAsync(SelectReports, person, row => new ExportedReport(
            row.GetString(0), MergedVoucher.Of(row.GetString(1), row.GetString(2)).ToJson())));

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string statement, Person person, Func<DbDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.CreateCommand(statement);
        person.GiveTo(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return read(reader);
    }

    private static ExportedVoucher VoucherOf(DbDataReader row) => new(
        new VoucherId(row.GetInt64(0), row.GetInt64(1)).ToString(),
        row.GetString(2),
        Text(row, 3),
        row.GetString(4),
        row.GetDateTime(5),
        Time(row, 6),
        Time(row, 7),
        Text(row, 8),
        Text(row, 9),
        Text(row, 10) is { } address ? JsonElement.Parse(address) : null,
        Time(row, 11),
        row.IsDBNull(12) ? null : new ExportedProduct(row.GetGuid(12), Text(row, 13), row.GetString(14), row.GetDateTime(15)),
        JsonElement.Parse(row.GetString(16)));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
