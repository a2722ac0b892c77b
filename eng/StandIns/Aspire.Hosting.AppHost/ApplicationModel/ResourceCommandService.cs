using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Runs the commands of resources.</summary>
public partial class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services)
    {
        _notifications = notifications;
        _loggers = loggers;
        _services = services;
    }

    /// <summary>Runs a command on one instance, named by its id, or by the resource's name when it has only one instance.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _notifications.TryGetCurrentState(resourceId, out var current)
            ? await ExecuteAsync(current.ResourceId, current.Resource, commandName, cancellationToken)
            : CommandResults.Failure($"Resource '{resourceId}' not found.");

    /// <summary>Runs a command on all instances of a resource. It succeeds when it does on every one.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        var results = await Task.WhenAll(resource.GetResolvedResourceNames().Select(id => ExecuteAsync(id, resource, commandName, cancellationToken)));
        var failures = results.Where(result => !result.Success).ToList();
        if (failures.Count == 0)
        {
            return CommandResults.Success();
        }

        return failures.TrueForAll(failure => failure.Canceled)
            ? CommandResults.Canceled()
            : CommandResults.Failure(string.Join(Environment.NewLine, failures.Select(failure => failure.ErrorMessage)));
    }

    private async Task<ExecuteCommandResult> ExecuteAsync(string resourceId, IResource resource, string commandName, CancellationToken cancellationToken)
    {
        var logger = _loggers.GetLogger(resourceId);
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().SingleOrDefault(c => string.Equals(c.Name, commandName, StringComparison.Ordinal));
        if (command is null)
        {
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
        }

        try
        {
            LogExecuting(logger, commandName);
            var context = new ExecuteCommandContext { ResourceName = resourceId, ServiceProvider = _services, CancellationToken = cancellationToken };
            var result = await command.ExecuteCommand(context);
            LogExecuted(logger, commandName, result.Success, result.ErrorMessage);
            return result;
        }
        catch (OperationCanceledException)
        {
            return CommandResults.Canceled();
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, commandName);
            return CommandResults.Failure("Unhandled exception thrown.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Executing command '{Command}'.")]
    private static partial void LogExecuting(ILogger logger, string command);

    [LoggerMessage(Level = LogLevel.Information, Message = "Executed command '{Command}', success: {Success}. {Error}")]
    private static partial void LogExecuted(ILogger logger, string command, bool success, string? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error executing command '{Command}'.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string command);
}
