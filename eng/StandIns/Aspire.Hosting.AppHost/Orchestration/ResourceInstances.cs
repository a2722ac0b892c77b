using System.Security.Cryptography;

namespace Aspire.Hosting.Orchestration;

/// <summary>Names the instances of processes: <c>NAME-suffix</c>. The suffix links an instance's telemetry to its row in the dashboard.</summary>
internal static class ResourceInstances
{
    public static void Name(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources.Where(IsProcess))
        {
            var ids = Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz", 8)}");
            resource.Annotations.Add(new ResourceInstancesAnnotation([.. ids]));
        }
    }

    public static bool IsProcess(IResource resource) => resource is ProjectResource or ExecutableResource or ContainerResource;

    public static string SuffixOf(string id) => id[(id.LastIndexOf('-') + 1)..];
}
