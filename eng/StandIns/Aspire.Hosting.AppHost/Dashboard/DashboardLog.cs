using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

internal static partial class DashboardLog
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Fetching the Aspire dashboard {Version} from npm package {Package}, once for this user (about 130 MB). "
            + "Resources do not wait for it.")]
    internal static partial void Installing(ILogger logger, string version, string package);

    [LoggerMessage(Level = LogLevel.Information, Message = "The dashboard is in {Folder} (took {Seconds:F1} s).")]
    internal static partial void Installed(ILogger logger, string folder, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running without dashboard, because it could not be fetched. {Reason}")]
    internal static partial void InstallationFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running without dashboard: {Reason}")]
    internal static partial void Unavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dashboard does not listen on {Configured}: {Reason}. It uses {Url} instead.")]
    internal static partial void FrontendMoved(ILogger logger, string configured, string reason, string url);

    // What Aspire says, word for word: people and `dotnet watch` look for these lines.
    [LoggerMessage(Level = LogLevel.Information, Message = "Now listening on: {DashboardUrl}")]
    internal static partial void Listening(ILogger logger, string dashboardUrl);

    [LoggerMessage(Level = LogLevel.Information, Message = "Login to the dashboard at {LoginUrl}")]
    internal static partial void Login(ILogger logger, string loginUrl);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dashboard ended with exit code {ExitCode}. It is started again in {Delay}.")]
    internal static partial void Restarting(ILogger logger, int exitCode, TimeSpan delay);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dashboard ended with exit code {ExitCode}, and is not started again after {Starts} starts.")]
    internal static partial void GivenUp(ILogger logger, int exitCode, int starts);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dashboard could not be run.")]
    internal static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(Message = "{Message}")]
    internal static partial void FromDashboard(ILogger logger, LogLevel level, string message);
}
