namespace Voucher.Issuance.Transactions;

/// <summary>A file of transactions that is written to a response row by row. Of the file only some kilobytes are in memory.</summary>
internal abstract class TransactionFile : IAsyncDisposable
{
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>Adds a row; waits when the client does not keep up.</summary>
    public abstract ValueTask AddAsync(Transaction transaction, CancellationToken cancellationToken);

    /// <summary>To be called behind the last row.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>The file as the body of a response.</summary>
    public static TransactionFile To(HttpResponse response, string type) => type == Csv ? new CsvFile(response.Body) : new NdjsonFile(response.BodyWriter);
}
