using System.Text.Json.Serialization;

namespace Aspire.Hosting;

/// <summary>A project that the AppHost runs; generated for each of its project references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The full path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>Default: what is in the project's <c>Properties/launchSettings.json</c>.</summary>
    LaunchSettings? LaunchSettings => null;

    bool SuppressBuild => false;
}

/// <summary>What this stand-in's build knows besides: where the project's assembly is.</summary>
public interface IProjectOutput
{
    /// <summary>The full path of the built assembly.</summary>
    string TargetPath { get; }
}

/// <summary>The content of a <c>launchSettings.json</c>.</summary>
public sealed class LaunchSettings
{
    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>One way to launch a project.</summary>
public sealed class LaunchProfile
{
    [JsonPropertyName("commandName")]
    public string? CommandName { get; set; }

    /// <summary>URLs to listen on, with a semicolon between them.</summary>
    [JsonPropertyName("applicationUrl")]
    public string? ApplicationUrl { get; set; }

    [JsonPropertyName("environmentVariables")]
    public Dictionary<string, string> EnvironmentVariables { get; set; } = new(StringComparer.Ordinal);

    [JsonPropertyName("launchUrl")]
    public string? LaunchUrl { get; set; }
}
