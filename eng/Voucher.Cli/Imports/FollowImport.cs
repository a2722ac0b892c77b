using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Imports;

/// <summary>
/// Watches an import by its server-sent events until it is done. The import goes on whatever becomes of the connection or the service; so the watching
/// begins again after each break, for a while.
/// </summary>
internal sealed class FollowImport(GatewayClient gateway, Waits waits)
{
    /// <summary>The import as it is in the end.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="tell">Told each time it has gone on.</param>
    /// <param name="cancellationToken">Ends the watching, not the import.</param>
    /// <exception cref="FailedException">It could not be seen for too long.</exception>
    public async Task<JsonElement> FollowAsync(long id, Action<JsonElement> tell, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            var fault = "The events ended too early.";
            try
            {
                await foreach (var (import, isLast) in EventsAsync(id, cancellationToken))
                {
                    attempts = 0;
                    tell(import);
                    if (isLast)
                        return import;
                }
            }
            catch (Exception error) when (IsPassing(error))
            {
                fault = error.Message;
            }
            if (attempts >= waits.Attempts)
                throw new FailedException($"Import {id} cannot be seen any more. It goes on by itself; look later: voucher import follow {id}", fault);
            await Task.Delay(waits.Pause, cancellationToken);
        }
    }

    private static bool IsPassing(Exception error) =>
        error is HttpRequestException or IOException or UnreachableException or TimeoutException or JsonException or ProblemException { IsPassing: true };

    private async IAsyncEnumerable<(JsonElement Import, bool IsLast)> EventsAsync(long id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await gateway.OpenAsync(ImportPath.Of(id, "events"), "text/event-stream", cancellationToken);
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(waits.Silence);
        await using var events = SseParser.Create(stream).EnumerateAsync(patience.Token).GetAsyncEnumerator(patience.Token);
        while (await NextAsync(events, cancellationToken))
        {
            patience.CancelAfter(waits.Silence);
            if (events.Current.EventType is "progress" or "done")
                yield return (JsonElement.Parse(events.Current.Data), events.Current.EventType == "done");
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<SseItem<string>> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing was heard for {waits.Silence.TotalSeconds:0.#} s.", error);
        }
    }
}
