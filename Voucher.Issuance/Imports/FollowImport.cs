using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Tells how an import goes on, by server-sent events: <c>progress</c> whenever something has changed, and at least every ten seconds so that nobody takes the
/// connection for dead; <c>done</c> once at the end. It reads what any process has written, so it may be asked of any.
/// </summary>
internal static class FollowImport
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);

    public static async Task<Results<ServerSentEventsResult<Import>, ProblemHttpResult>> HandleAsync(
        long id, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken) =>
        await FindAsync(id, dataSource, cancellationToken) is null
            ? ShowImport.Unknown
            : TypedResults.ServerSentEvents(FollowAsync(id, dataSource, time, cancellationToken));

    private static async IAsyncEnumerable<SseItem<Import>> FollowAsync(
        long id, NpgsqlDataSource dataSource, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Import? told = null;
        var toldAt = time.GetTimestamp();
        while (await FindAsync(id, dataSource, cancellationToken) is { } import)
        {
            if (import != told || time.GetElapsedTime(toldAt) >= LongestSilence)
            {
                (told, toldAt) = (import, time.GetTimestamp());
                yield return new SseItem<Import>(import, import.FinishedAt is null ? "progress" : "done");
            }
            if (import.FinishedAt is not null)
                yield break;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<Import?> FindAsync(long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        using var quiet = Untraced.Begin();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await Import.FindAsync(connection, id, cancellationToken);
    }
}
