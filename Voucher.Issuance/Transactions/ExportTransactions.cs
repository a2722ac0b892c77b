using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Npgsql;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Transactions;

/// <summary>
/// Exports a day of a distributor's transactions, in the order of their times, from the database straight to the response: memory does not grow with the
/// day. When something fails under way the connection breaks off, so that no part is taken for the whole.
/// </summary>
public sealed class ExportTransactions(NpgsqlDataSource database, IOptions<IssuanceOptions> options) : IDisposable
{
    /// <summary>How long the database may take until the first row, and for each further piece; in seconds.</summary>
    private const int PatienceSeconds = 100;

    private readonly DistributorTurns turns = new(options.Value.MaxExports);

    /// <summary>200 with the file; 400, 406 or 429.</summary>
    public static async Task HandleAsync(HttpContext context, ExportTransactions export)
    {
        var query = OperatorQuery.Read(context.Request, "day", "time_zone", "outcome");
        var (day, outcome) = (LedgerDay.Of(query), query.OneOf("outcome", TransactionOutcomes.Issued, TransactionOutcomes.Declined));
        if (query.Errors.Any || day is null)
        {
            await query.Errors.ToInvalidRequest().ExecuteAsync(context);
            return;
        }
        if (TypeFor(context.Request) is not { } type)
        {
            var remedy = new Dictionary<string, string> { ["Accept"] = $"Must allow {TransactionFile.Ndjson} or {TransactionFile.Csv}." };
            await context.Response.WriteErrorAsync(StatusCodes.Status406NotAcceptable, remedy);
            return;
        }
        using var turn = export.turns.TryTake(context.User.PrincipalId());
        if (turn is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await context.Response.WriteErrorAsync(StatusCodes.Status429TooManyRequests);
            return;
        }
        await export.SendAsync(context, day, outcome, type);
    }

    private async Task SendAsync(HttpContext context, LedgerDay day, string? outcome, string type)
    {
        var gone = context.RequestAborted;
        await using var connection = await database.OpenConnectionAsync(gone);
        await using var command = new NpgsqlCommand(StatementFor(outcome), connection)
        {
            CommandTimeout = PatienceSeconds,
            Parameters = { new() { Value = context.User.PrincipalId() }, new() { Value = day.Start }, new() { Value = day.End } },
        };
        await using var reader = await command.ExecuteReaderAsync(gone);
        var response = context.Response;
        response.ContentType = $"{type}; charset=utf-8";
        response.Headers.ContentDisposition = string.Create(
            CultureInfo.InvariantCulture, $"attachment; filename=\"transactions-{day.Day:yyyy-MM-dd}.{(type == TransactionFile.Csv ? "csv" : "ndjson")}\"");
        await using var file = TransactionFile.To(response, type);
        try
        {
            while (await reader.ReadAsync(gone))
                await file.AddAsync(TransactionRow.Read(reader).Transaction, gone);
            await file.CompleteAsync(gone);
        }
        catch (Exception error)
        {
            // Else the reader would read all that is left before it closes.
            command.Cancel();
            // Once the file has begun there is no other way to say that it has no end.
            context.Abort();
            if (error is not OperationCanceledException)
                throw;
        }
    }

    private static string StatementFor(string? outcome)
    {
        const string Issued = $"{TransactionRow.OfIssued} WHERE distributor_id = $1 AND issued_at >= $2 AND issued_at < $3";
        const string Declined = $"{TransactionRow.OfDeclined} WHERE distributor_id = $1 AND declined_at >= $2 AND declined_at < $3";
        var rows = outcome switch
        {
            TransactionOutcomes.Issued => Issued,
            TransactionOutcomes.Declined => Declined,
            _ => $"{Issued} UNION ALL {Declined}",
        };
        return $"{rows} ORDER BY at, is_issued DESC, campaign_id, number";
    }

    /// <summary>The type that the client likes best; null when it takes neither.</summary>
    private static string? TypeFor(HttpRequest request)
    {
        if (request.Headers.Accept.Count == 0)
            return TransactionFile.Ndjson;
        var wanted = request.GetTypedHeaders().Accept.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1);
        foreach (var range in wanted)
        {
            foreach (var type in (string[])[TransactionFile.Ndjson, TransactionFile.Csv])
            {
                if (MediaTypeHeaderValue.Parse(type).IsSubsetOf(range))
                    return type;
            }
        }
        return null;
    }

    public void Dispose() => turns.Dispose();
}
