namespace Aspire.Hosting.ApplicationModel;

public enum UrlDisplayLocation
{
    SummaryAndDetails,
    DetailsOnly,
}

/// <summary>A URL that the dashboard shows for a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>Higher ones come first.</summary>
    public int? DisplayOrder { get; set; }

    public required string Url { get; set; }

    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }

    public UrlDisplayLocation DisplayLocation { get; set; }
}

/// <summary>Changes the URLs of a resource when its endpoints are known.</summary>
internal sealed class ResourceUrlsCallbackAnnotation(Action<List<ResourceUrlAnnotation>> callback) : IResourceAnnotation
{
    public Action<List<ResourceUrlAnnotation>> Callback { get; } = callback;
}
