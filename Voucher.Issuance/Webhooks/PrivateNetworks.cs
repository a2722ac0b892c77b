using System.Net;
using System.Net.Sockets;

namespace Voucher.Issuance.Webhooks;

/// <summary>
/// Addresses that are not of the public internet. Whoever may have us send to an address of his choice could otherwise reach what only we can: the platform's
/// own services, a cloud's metadata.
/// </summary>
public static class PrivateNetworks
{
    /// <summary>IANA's special-purpose IPv4 blocks that are not globally reachable, multicast and reserved ones, and the address of Azure's host.</summary>
    private static readonly IPNetwork[] OfV4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32");

    /// <summary>All that is global unicast. Loopback, link-local, unique-local, site-local and multicast are outside.</summary>
    private static readonly IPNetwork GlobalV6 = IPNetwork.Parse("2000::/3");

    /// <summary>Within it: IETF's own (Teredo, benchmarks, ORCHID), documentation, and 6to4, which wraps IPv4.</summary>
    private static readonly IPNetwork[] OfV6 = Networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    /// <summary>Where a network without IPv4 finds the rest of the world (RFC 6052): the address is in the last four bytes.</summary>
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether nobody outside could be there.</summary>
    public static bool Contain(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return OfV4.Any(network => network.Contains(address));
        if (address.IsIPv4MappedToIPv6)
            return Contain(address.MapToIPv4());
        if (Nat64.Contains(address))
            return Contain(new IPAddress(address.GetAddressBytes().AsSpan(^4)));
        return !GlobalV6.Contains(address) || OfV6.Any(network => network.Contains(address));
    }

    private static IPNetwork[] Networks(params string[] blocks) => [.. blocks.Select(IPNetwork.Parse)];
}
