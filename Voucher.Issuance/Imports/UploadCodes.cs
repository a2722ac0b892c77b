using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Npgsql;
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

    private readonly SemaphoreSlim slots = new(options.Value.MaxUploads);

    /// <summary>202 with the import; 400, 404, 409, 413, 415, 429 or 503, and then nothing is imported.</summary>
    public static async Task<IResult> HandleAsync(string campaignId, HttpContext context, UploadCodes upload)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = upload.IsTooLarge(context.Request) ? null : upload.options.Value.MaxImportBytes;
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
        if (Hindrance(context.Request) is { } unsupported)
            return unsupported;
        if (!await slots.WaitAsync(TimeSpan.Zero, context.RequestAborted))
        {
            context.Response.Headers.RetryAfter = "10";
            return Problem(StatusCodes.Status429TooManyRequests, $"{options.Value.MaxUploads} files are being received already. Try again when one of them has arrived.");
        }
        try
        {
            if (await campaigns.HindranceAsync(context.Request, campaignId) is { } hindrance)
                return hindrance;
            var isCsv = MediaTypeHeaderValue.Parse(context.Request.ContentType).MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
            return await ReceiveAsync(new UploadedFile(campaignId, isCsv, problems, allowGuessable, context.User.PrincipalId()), context);
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

    /// <summary>A file that says how large it is; such a one is refused before anything of it is kept.</summary>
    private bool IsTooLarge(HttpRequest request) => request.ContentLength > options.Value.MaxImportBytes;

    private ProblemHttpResult? Hindrance(HttpRequest request)
    {
        if (IsTooLarge(request))
            return Problem(StatusCodes.Status413PayloadTooLarge, $"The file is larger than {options.Value.MaxImportBytes} bytes. Split it.");
        if (request.Headers.ContainsKey(HeaderNames.ContentEncoding))
            return Problem(StatusCodes.Status415UnsupportedMediaType, "Send the file as it is, without Content-Encoding.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !(type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals(Plain, StringComparison.OrdinalIgnoreCase)))
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, $"Send {Csv}, or {Plain} with one code a line, as Content-Type.");
        }
        return type.Charset.ToString().Trim('"').ToUpperInvariant() is "" or "UTF-8" or "US-ASCII" or "UTF-16"
            ? null
            : Problem(StatusCodes.Status415UnsupportedMediaType, "Save the file as UTF-8. UTF-16 is read too if it begins with a byte order mark.");
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    public void Dispose() => slots.Dispose();
}
