using System.IO.Pipelines;
using System.Text.Json;

namespace Voucher.Issuance.Transactions;

/// <summary>A JSON object a line, each as the list of transactions has it.</summary>
internal sealed class NdjsonFile(PipeWriter body) : TransactionFile
{
    private const int FlushAt = 32 * 1024;

    private readonly Utf8JsonWriter json = new(body);

    public override async ValueTask AddAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        JsonSerializer.Serialize(json, transaction, TransactionsJson.Default.Transaction);
        json.Reset();
        body.GetSpan(1)[0] = (byte)'\n';
        body.Advance(1);
        if (body.UnflushedBytes >= FlushAt)
            await CompleteAsync(cancellationToken);
    }

    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if ((await body.FlushAsync(cancellationToken)).IsCompleted)
            throw new OperationCanceledException("The client has gone.");
    }

    public override ValueTask DisposeAsync() => json.DisposeAsync();
}
