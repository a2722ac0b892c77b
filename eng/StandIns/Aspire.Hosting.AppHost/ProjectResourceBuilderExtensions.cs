using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting;

/// <summary>Adding .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project, with the endpoints and variables of its default launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject();
        return builder.AddProject(name, project, LaunchProfiles.Default(project, builder.Configuration));
    }

    /// <summary>Adds a project with the launch profile of this name; null: without any.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, string? launchProfileName)
        where TProject : IProjectMetadata, new()
    {
        var project = new TProject();
        return builder.AddProject(name, project, launchProfileName is null ? null : LaunchProfiles.Named(project, launchProfileName));
    }

    /// <summary>Adds a project by the path of its file, absolute or from the AppHost's folder.</summary>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath)
    {
        var project = new ProjectFile(Path.GetFullPath(projectPath, builder.AppHostDirectory));
        return builder.AddProject(name, project, LaunchProfiles.Default(project, builder.Configuration));
    }

    /// <summary>Runs so many instances. There is no proxy: the first listens where the endpoint says, the others on ports of their own.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        return builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);
    }

    private static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, IProjectMetadata project, LaunchProfile? profile)
    {
        var resource = builder.AddResource(new ProjectResource(name)).WithAnnotation(project);
        if (profile is null)
        {
            return resource;
        }

        foreach (var url in (profile.ApplicationUrl ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = new Uri(url);
            var taken = resource.Resource.Annotations.OfType<EndpointAnnotation>().Any(e => string.Equals(e.Name, address.Scheme, StringComparison.Ordinal));
            resource.WithEndpoint(port: address.Port == 0 ? null : address.Port, scheme: address.Scheme, name: taken ? $"{address.Scheme}{address.Port}" : null);
        }

        return resource.WithAnnotation(new LaunchProfileAnnotation(profile));
    }

    private sealed class ProjectFile(string path) : IProjectMetadata
    {
        public string ProjectPath { get; } = path;
    }
}
