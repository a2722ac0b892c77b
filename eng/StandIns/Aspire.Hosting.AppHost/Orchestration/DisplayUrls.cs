using System.Collections.Immutable;

namespace Aspire.Hosting.Orchestration;

/// <summary>The URLs that the dashboard shows for an instance.</summary>
internal static class DisplayUrls
{
    public static ImmutableArray<UrlSnapshot> Of(IResource resource, int ordinal, bool isActive)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints listener)
        {
            urls.AddRange(resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new ResourceUrlAnnotation
            {
                Url = endpoint.AllInstances[ordinal].UriString,
                Endpoint = new EndpointReference(listener, endpoint),
            }));
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        foreach (var callback in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            callback.Callback(urls);
        }

        return [.. urls.Select(url => SnapshotOf(url, isActive))];
    }

    private static UrlSnapshot SnapshotOf(ResourceUrlAnnotation url, bool isActive)
    {
        // A callback may give a path; it is meant at the endpoint.
        var full = url.Endpoint is { } endpoint && url.Url.StartsWith('/') ? endpoint.Url + url.Url : url.Url;
        return new UrlSnapshot(url.Endpoint?.EndpointName, full, url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            IsInactive = !isActive,
            DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", url.DisplayOrder ?? 0),
        };
    }
}
