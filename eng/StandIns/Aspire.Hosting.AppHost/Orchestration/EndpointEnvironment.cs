using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>Tells a process where to listen.</summary>
internal static class EndpointEnvironment
{
    public static void Add(Dictionary<string, object> variables, IResource resource, int ordinal)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        foreach (var endpoint in endpoints.Where(e => e.TargetPortVariable is not null))
        {
            variables[endpoint.TargetPortVariable!] = AllocatedOf(endpoint, ordinal).Port.ToString(CultureInfo.InvariantCulture);
        }

        // An endpoint whose port goes into a variable of its own is the process's business.
        var urls = endpoints.Where(e => e is { UriScheme: "http" or "https", TargetPortVariable: null }).Select(e => AllocatedOf(e, ordinal).UriString).ToList();
        if (resource is ProjectResource && urls.Count > 0)
        {
            variables["ASPNETCORE_URLS"] = string.Join(';', urls);
        }
    }

    private static AllocatedEndpoint AllocatedOf(EndpointAnnotation endpoint, int ordinal) => endpoint.AllInstances[ordinal];
}
