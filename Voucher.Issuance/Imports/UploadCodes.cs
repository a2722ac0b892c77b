using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Uploads;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Imports;

/// <summary>An operator uploads a file of codes. Answered when it has arrived; the import goes on by itself.</summary>
public sealed class UploadCodes(
    NpgsqlDataSource dataSource, ReceiveFile receive, CampaignLookup campaigns, IOptions<IssuanceOptions> options) : IDisposable
{
    private readonly IOptions<IssuanceOptions> options = options;
    private const string Csv = "text/csv";
    private const string Plain = "text/plain";
    private const string Remedy = $"Send {Csv}, or {Plain} with one code a line, as Content-Type.";

    private readonly SemaphoreSlim slots = new(options.Value.MaxUploads);

    /// <summary>202 with the import; 400, 404, 409, 413, 415, 429 or 503, and then nothing is imported.</summary>
    public static async Task<IResult> HandleAsync(string campaignId, HttpContext context, UploadCodes upload)
    {
        FileHeaders.AllowLength(context, upload.options.Value.MaxImportBytes);
        var answer = (await upload.UploadAsync(campaignId, context)).Result;
        return answer is Accepted<Import> ? answer : new AnsweredEarly(answer);
    }

    private async Task<Results<Accepted<Import>, ValidationProblem, ProblemHttpResult>> UploadAsync(string campaignId, HttpContext context)
    {
        var query = OperatorQuery.Read(context.Request, "problems", "allow_guessable");
        var problems = query.OneOf("problems", "reject", "skip") ?? "reject";
        var allowGuessable = query.Flag("allow_guessable") ?? false;
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        if (FileHeaders.Fault(context.Request, options.Value.MaxImportBytes, Remedy, Csv, Plain) is { } refused)
            return Problem(refused.Status, refused.Detail);
        if (!await slots.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "10";
            return Problem(StatusCodes.Status429TooManyRequests, $"{options.Value.MaxUploads} files are being received already. Try again when one of them has arrived.");
        }
        try
        {
            if (await campaigns.HindranceAsync(context.Request, campaignId) is { } hindrance)
                return hindrance;
            return await ReceiveAsync(new UploadedFile(campaignId, FileHeaders.IsOfType(context.Request, Csv), problems, allowGuessable, context.User.PrincipalId()), context);
        }
        finally
        {
            slots.Release();
        }
    }

    private async Task<Results<Accepted<Import>, ValidationProblem, ProblemHttpResult>> ReceiveAsync(UploadedFile file, HttpContext context)
    {
        ReceivedFile received;
        try
        {
            received = await receive.ReceiveAsync(file, context.Request.Body, context.RequestAborted);
        }
        catch (IOException error)
        {
            var status = (error as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status400BadRequest;
            return Problem(status, status == StatusCodes.Status413PayloadTooLarge
                ? $"The file is larger than {options.Value.MaxImportBytes} bytes. Nothing was imported; split it."
                : "The upload broke off. Nothing was imported; upload the file again.");
        }
        if (received.Fault is { } fault)
        {
            var errors = new FieldErrors();
            errors.Add(received.Line > 0 ? $"line {received.Line}" : "body", fault);
            return errors.ToProblem();
        }
        await using var connection = await dataSource.OpenConnectionAsync(context.RequestAborted);
        var import = await Import.FindAsync(connection, received.ImportId, context.RequestAborted);
        return TypedResults.Accepted($"/admin/v1/imports/{received.ImportId}", import);
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    public void Dispose() => slots.Dispose();
}
