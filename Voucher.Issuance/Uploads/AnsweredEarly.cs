namespace Voucher.Issuance.Uploads;

/// <summary>
/// An answer that is sent before the request's body has been read, and the reading of the rest. Who watches for an answer while he sends, as curl does, can
/// stop at once; who does not, as the gateway's HTTP client, must be let send to the end, or the connection breaks under him and the answer is lost.
/// </summary>
internal sealed class AnsweredEarly(IResult answer) : IResult
{
    /// <summary>Whoever sends for longer has to do with a broken connection.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await answer.ExecuteAsync(httpContext);
        await httpContext.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        patience.CancelAfter(Longest);
        try
        {
            await httpContext.Request.Body.CopyToAsync(Stream.Null, patience.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // It was too long, took too long, or the caller has gone. He has his answer, or does not want it.
        }
    }
}
