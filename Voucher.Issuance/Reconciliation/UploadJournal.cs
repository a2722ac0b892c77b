using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Transactions;
using Voucher.Issuance.Uploads;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Reconciliation;

/// <summary>A distributor uploads its journal of a day. Answered with the report when the journal has been compared.</summary>
public sealed class UploadJournal(
    NpgsqlDataSource database, ReconcileJournal reconcile, IOptions<IssuanceOptions> options, TimeProvider time, ILogger<UploadJournal> logger) : IDisposable
{
    private const string Ndjson = TransactionFile.Ndjson;
    private const string Csv = TransactionFile.Csv;
    private const string Remedy = $"Send {Ndjson} or {Csv}.";
    private const int DefaultTolerance = 300;
    private const int LargestTolerance = 86_400;

    private readonly IOptions<IssuanceOptions> options = options;
    private readonly DistributorTurns turns = new(options.Value.MaxReconciliations);

    /// <summary>201 with the report; 400, 408, 413, 415 or 429, and then nothing is kept.</summary>
    public static async Task<IResult> HandleAsync(HttpContext context, UploadJournal upload)
    {
        FileHeaders.AllowLength(context, upload.options.Value.MaxJournalBytes);
        try
        {
            return await upload.UploadAsync(context);
        }
        catch (UnreadableFileException error)
        {
            return Refuse(StatusCodes.Status400BadRequest, error.Line > 0 ? $"line {error.Line}" : "body", error.Message);
        }
        catch (IOException error)
        {
            var status = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return Refuse(status, "body", status == StatusCodes.Status413PayloadTooLarge
                ? $"The journal is larger than {upload.options.Value.MaxJournalBytes} bytes."
                : "The upload broke off; upload the journal again.");
        }
    }

    private async Task<IResult> UploadAsync(HttpContext context)
    {
        var query = OperatorQuery.Read(context.Request, "day", "time_zone", "at_tolerance_seconds");
        var (day, tolerance) = (LedgerDay.Of(query), (int)(query.Number("at_tolerance_seconds", 0, LargestTolerance) ?? DefaultTolerance));
        if (query.Errors.Any || day is null)
            return new AnsweredEarly(query.Errors.ToInvalidRequest());
        if (FileHeaders.Fault(context.Request, options.Value.MaxJournalBytes, Remedy, Ndjson, Csv) is { } refused)
            return Refuse(refused.Status, refused.Field, refused.Detail);
        using var turn = turns.TryTake(context.User.PrincipalId());
        if (turn is null)
        {
            context.Response.Headers.RetryAfter = "10";
            return Refuse(
                StatusCodes.Status429TooManyRequests, "body", "A journal of yours is being compared already, or too many of others are. Try again when it is done.");
        }

        using var patience = new CancellationTokenSource(options.Value.JournalPatience, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            var rows = FileHeaders.IsOfType(context.Request, Csv)
                ? new CsvJournal(context.Request.Body).ReadAsync(ended.Token)
                : NdjsonJournal.ReadAsync(context.Request.Body, ended.Token);
            var id = await reconcile.RunAsync(
                context.User.PrincipalId(), day, tolerance, rows, () => patience.CancelAfter(Timeout.InfiniteTimeSpan), ended.Token);
            return await CreatedAsync(context, id);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Refuse(StatusCodes.Status408RequestTimeout, "body", "The upload took too long. Nothing was kept; upload the journal again.");
        }
    }

    private async Task<IResult> CreatedAsync(HttpContext context, Guid id)
    {
        await using var connection = await database.OpenConnectionAsync(context.RequestAborted);
        var report = (await ShownReconciliation.FindAsync(connection, id, context.User.PrincipalId(), context.RequestAborted))!;
        ReconciliationLog.Reconciled(logger, id, report.DistributorId, report.Totals.JournalRows, report.Totals.MissingHere, report.Totals.MissingThere);
        return TypedResults.Created($"/api/v1/reconciliations/{id}", report);
    }

    private static AnsweredEarly Refuse(int status, string field, string detail) =>
        new(ErrorMessage.Answer(status, new Dictionary<string, string> { [field] = detail }));

    public void Dispose() => turns.Dispose();
}
