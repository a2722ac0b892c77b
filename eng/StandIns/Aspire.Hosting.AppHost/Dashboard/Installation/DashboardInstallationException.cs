namespace Aspire.Hosting.Dashboard.Installation;

/// <summary>The dashboard could not be fetched or unpacked.</summary>
internal sealed class DashboardInstallationException(string message) : Exception(message);
