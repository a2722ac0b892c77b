using System.Text.Json;
using CsvHelper;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Transactions;

/// <summary>
/// CSV (RFC 4180, UTF-8, CRLF) with a header. A text that a spreadsheet would take for a formula (=, @, +, - at its beginning) has a ' before it.
/// </summary>
internal sealed class CsvFile : TransactionFile
{
    private static readonly string[] Columns =
    [
        "outcome", "at", "request_id", "terminal_id", "category_id", "product_id", "product_ids", "campaign_id", "voucher_code", "serial_number",
        "expiry_date", "state", "confirm_by", "confirmed_at", "returned_at",
    ];

    private readonly CsvWriter csv;

    public CsvFile(Stream body)
    {
        csv = CsvWriter.Create(body, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        foreach (var column in Columns)
            csv.WriteField(column);
        csv.EndRecord();
    }

    public override ValueTask AddAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        var fields = transaction switch
        {
            IssuedTransaction one => (ReadOnlySpan<string?>)
            [
                TransactionOutcomes.Issued, UtcSecondsConverter.TextOf(one.At), one.RequestId, one.TerminalId, one.CategoryId, one.ProductId, null,
                one.CampaignId, one.VoucherCode, one.SerialNumber, one.ExpiryDate, one.State, Text(one.ConfirmBy), Text(one.ConfirmedAt), Text(one.ReturnedAt),
            ],
            DeclinedTransaction one =>
            [
                TransactionOutcomes.Declined, UtcSecondsConverter.TextOf(one.At), one.RequestId, one.TerminalId, one.CategoryId, one.ProductId,
                one.ProductIds is null ? null : JsonSerializer.Serialize(one.ProductIds), null, null, null, null, null, null, null, null,
            ],
            _ => throw new InvalidOperationException("There is no such transaction."),
        };
        foreach (var field in fields)
            csv.WriteField(field);
        return new ValueTask(csv.EndRecordAsync(cancellationToken).AsTask());
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken) => await csv.FlushAsync(cancellationToken);

    public override ValueTask DisposeAsync() => csv.DisposeAsync();

    private static string? Text(DateTime? time) => time is { } value ? UtcSecondsConverter.TextOf(value) : null;
}
