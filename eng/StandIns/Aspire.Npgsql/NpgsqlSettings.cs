namespace Aspire.Npgsql;

/// <summary>How a data source of Npgsql is set up; read from <c>Aspire:Npgsql</c> and <c>Aspire:Npgsql:NAME</c>.</summary>
public sealed class NpgsqlSettings
{
    /// <summary>The connection string; by default that of <c>ConnectionStrings:NAME</c>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Whether the health check is left out.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Whether traces are left out.</summary>
    public bool DisableTracing { get; set; }

    /// <summary>Whether metrics are left out.</summary>
    public bool DisableMetrics { get; set; }
}
