using System.IO.Pipelines;
using Aspire.Hosting.Dashboard.ResourceService.Messages;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>The calls of <c>aspire.v1.DashboardService</c>: each reads its request and writes its answers.</summary>
internal sealed class ResourceServiceCalls(
    string applicationName,
    ResourceFeed feed,
    ResourceLoggerService logs,
    ResourceCommandService commands,
    ILogger logger)
{
    /// <summary>A batch of console lines, in characters. In UTF-8 it stays below the 4 MiB that gRPC clients take by default.</summary>
    internal const int MaxBatchCharacters = 1024 * 1024;

    internal async Task GetApplicationInformationAsync(PipeReader request, PipeWriter response, CancellationToken cancellationToken)
    {
        await GrpcFrame.ReadAsync(request, ApplicationInformationRequest.Parser, cancellationToken);
        await GrpcFrame.WriteAsync(response, new ApplicationInformationResponse { ApplicationName = applicationName }, cancellationToken);
    }

    internal async Task WatchResourcesAsync(PipeReader request, PipeWriter response, CancellationToken cancellationToken)
    {
        await GrpcFrame.ReadAsync(request, WatchResourcesRequest.Parser, cancellationToken);
        ResourceServiceLog.Watched(logger);
        using var subscription = feed.Subscribe();
        var initial = new InitialResourceData { Resources = { subscription.Initial } };
        await GrpcFrame.WriteAsync(response, new WatchResourcesUpdate { InitialData = initial }, cancellationToken);
        await foreach (var batch in subscription.ChangesAsync(cancellationToken))
        {
            var changes = new WatchResourcesChanges { Value = { batch.Select(resource => new WatchResourcesChange { Upsert = resource }) } };
            await GrpcFrame.WriteAsync(response, new WatchResourcesUpdate { Changes = changes }, cancellationToken);
        }
    }

    internal async Task WatchResourceConsoleLogsAsync(PipeReader request, PipeWriter response, CancellationToken cancellationToken)
    {
        var wanted = await GrpcFrame.ReadAsync(request, WatchResourceConsoleLogsRequest.Parser, cancellationToken);
        var lines = wanted.SuppressFollow ? logs.GetAllAsync(wanted.ResourceName) : logs.WatchAsync(wanted.ResourceName);
        await foreach (var batch in lines.WithCancellation(cancellationToken))
        {
            foreach (var update in Updates(batch))
                await GrpcFrame.WriteAsync(response, update, cancellationToken);
        }
    }

    internal async Task ExecuteResourceCommandAsync(PipeReader request, PipeWriter response, CancellationToken cancellationToken)
    {
        var wanted = await GrpcFrame.ReadAsync(request, ResourceCommandRequest.Parser, cancellationToken);
        var result = await commands.ExecuteCommandAsync(wanted.ResourceName, wanted.CommandName, cancellationToken);
        var answer = new ResourceCommandResponse
        {
            Kind = result.Success ? ResourceCommandResponseKind.Succeeded
                : result.Canceled ? ResourceCommandResponseKind.Cancelled
                : ResourceCommandResponseKind.Failed,
            ErrorMessage = result.ErrorMessage ?? "",
            Message = result.ErrorMessage ?? "",
        };
        await GrpcFrame.WriteAsync(response, answer, cancellationToken);
    }

    /// <summary>There is never anything to ask the dashboard's user: the stream stays silent. A dashboard that is refused it complains.</summary>
    internal static async Task WatchInteractionsAsync(PipeWriter response, CancellationToken cancellationToken)
    {
        await response.FlushAsync(cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    private static IEnumerable<WatchResourceConsoleLogsUpdate> Updates(IReadOnlyList<LogLine> lines)
    {
        var update = new WatchResourceConsoleLogsUpdate();
        var characters = 0;
        foreach (var line in lines)
        {
            var text = line.Content.Length > MaxBatchCharacters ? line.Content[..MaxBatchCharacters] : line.Content;
            if (characters + text.Length > MaxBatchCharacters)
            {
                yield return update;
                update = new WatchResourceConsoleLogsUpdate();
                characters = 0;
            }

            characters += text.Length;
            update.LogLines.Add(new ConsoleLogLine { LineNumber = line.LineNumber, Text = text, IsStdErr = line.IsErrorMessage });
        }

        if (update.LogLines.Count > 0)
            yield return update;
    }
}
