using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Orchestration;

/// <summary>Decides where resources listen, once for the life of the application: a restarted resource keeps its ports.</summary>
internal static class Ports
{
    private static readonly Lock _lock = new();
    private static readonly HashSet<int> _given = [];

    public static void Allocate(IEnumerable<IResource> resources, bool randomize)
    {
        foreach (var resource in resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                var first = FixedPort(resource, endpoint, randomize) ?? Free();
                endpoint.Allocate([first, .. Enumerable.Range(1, resource.GetReplicaCount() - 1).Select(_ => Free())]);
            }
        }
    }

    /// <summary>
    /// A free loopback port. It lies below the range from which the system takes ports for outgoing connections: else, while
    /// its listener restarts, somebody's connection could take it (even a reconnecting client, which then talks to itself).
    /// </summary>
    public static int Free()
    {
        lock (_lock)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(10_000, FirstEphemeral());
                if (!_given.Contains(port) && IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.IPv6Loopback, port))
                {
                    _given.Add(port);
                    return port;
                }
            }
        }

        throw new DistributedApplicationException("There is no free port.");
    }

    private static int? FixedPort(IResource resource, EndpointAnnotation endpoint, bool randomize) => resource switch
    {
        // Nobody tells this process its port, so it is where it says.
        ExecutableResource when endpoint is { TargetPort: not null, TargetPortVariable: null } => endpoint.TargetPort,
        _ when randomize && endpoint.IsProxied => null,
        ContainerResource => endpoint.Port,
        _ => endpoint.Port ?? endpoint.TargetPort,
    };

    private static int FirstEphemeral()
    {
        const string File = "/proc/sys/net/ipv4/ip_local_port_range";
        var first = System.IO.File.Exists(File) ? int.Parse(System.IO.File.ReadAllText(File).Split()[0], System.Globalization.CultureInfo.InvariantCulture) : 32_768;
        return first > 12_000 ? first : 65_536;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception)
        {
            // A machine without IPv6 has nobody on that port there.
            return exception.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;
        }
    }
}
