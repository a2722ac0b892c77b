namespace Aspire.StackExchange.Redis;

/// <summary>How the client of Redis is set up; read from <c>Aspire:StackExchange:Redis</c> and <c>Aspire:StackExchange:Redis:NAME</c>.</summary>
public sealed class StackExchangeRedisSettings
{
    /// <summary>The connection string; by default that of <c>ConnectionStrings:NAME</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the health check is left out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether traces are left out.</summary>
    public bool DisableTracing { get; set; }
}
