using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Says that a resource listens, and where.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<IReadOnlyList<AllocatedEndpoint>> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool isProxied = true)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? "tcp";
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : "tcp");
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    public string Name { get; set; }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    public string Transport { get; set; }

    /// <summary>The port that others use. Null: any free one.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on. There is no proxy here, so it serves as <see cref="Port"/> where that is null.</summary>
    public int? TargetPort { get; set; }

    public string TargetHost { get; set; } = "localhost";

    public bool IsExternal { get; set; }

    public bool IsProxied { get; set; }

    /// <summary>Where the first instance listens; null until that is decided.</summary>
    public AllocatedEndpoint? AllocatedEndpoint => AllInstances.Count > 0 ? AllInstances[0] : null;

    /// <summary>The environment variable that tells the process its port.</summary>
    internal string? TargetPortVariable { get; set; }

    /// <summary>Where the instances listen, in their order; completes when that is decided.</summary>
    internal Task<IReadOnlyList<AllocatedEndpoint>> Allocated => _allocated.Task;

    /// <summary>Where the instances listen; empty until that is decided.</summary>
    internal IReadOnlyList<AllocatedEndpoint> AllInstances { get; private set; } = [];

    internal void Allocate(IReadOnlyList<int> ports)
    {
        AllInstances = [.. ports.Select(port => new AllocatedEndpoint(this, TargetHost, port))];
        _allocated.TrySetResult(AllInstances);
    }
}

/// <summary>Where an instance listens.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string UriScheme => Endpoint.UriScheme;

    public string EndPointString => $"{Address}:{Port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}
