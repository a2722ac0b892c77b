using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard.ResourceService;

internal static partial class ResourceServiceLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "A dashboard watches the resources.")]
    internal static partial void Watched(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resource {ResourceId} cannot be shown in the dashboard.")]
    internal static partial void ResourceNotSent(ILogger logger, Exception exception, string resourceId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The resource service failed at {Path}.")]
    internal static partial void CallFailed(ILogger logger, Exception exception, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The resource service no longer follows the application's resources.")]
    internal static partial void FeedEnded(ILogger logger, Exception exception);
}
