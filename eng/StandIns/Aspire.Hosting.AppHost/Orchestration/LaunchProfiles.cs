using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Which of a project's launch profiles counts.</summary>
internal sealed record LaunchProfileAnnotation(LaunchProfile Profile) : IResourceAnnotation;

/// <summary>Finds launch profiles.</summary>
internal static class LaunchProfiles
{
    private static readonly JsonSerializerOptions _json = new() { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>The AppHost's own profile name if the project has one of that name, else the first profile that runs the project.</summary>
    public static LaunchProfile? Default(IProjectMetadata project, IConfiguration configuration)
    {
        var profiles = (project.LaunchSettings ?? Read(Path.GetDirectoryName(project.ProjectPath)!))?.Profiles;
        if (profiles is null)
        {
            return null;
        }

        var own = configuration[RunSettings.LaunchProfileKey];
        return own is not null && profiles.TryGetValue(own, out var profile)
            ? profile
            : profiles.Values.FirstOrDefault(p => string.Equals(p.CommandName, "Project", StringComparison.OrdinalIgnoreCase));
    }

    /// <exception cref="DistributedApplicationException">The project has no such profile.</exception>
    public static LaunchProfile Named(IProjectMetadata project, string name) =>
        (project.LaunchSettings ?? Read(Path.GetDirectoryName(project.ProjectPath)!))?.Profiles.GetValueOrDefault(name)
        ?? throw new DistributedApplicationException($"Launch settings file of '{project.ProjectPath}' does not contain the profile '{name}'.");

    /// <summary>The launch settings of the project in a folder, null where it has none.</summary>
    public static LaunchSettings? Read(string projectDirectory)
    {
        var path = Path.Combine(projectDirectory, "Properties", "launchSettings.json");
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllBytes(path), _json) : null;
        }
        catch (JsonException exception)
        {
            throw new DistributedApplicationException($"There is malformed JSON in the launch settings file '{path}'.", exception);
        }
    }
}
