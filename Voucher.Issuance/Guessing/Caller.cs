using System.Net;
using System.Net.Sockets;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Guessing;

/// <summary>Whose misses are counted.</summary>
/// <param name="PrincipalId">The party; empty where a route asks for no token.</param>
/// <param name="Address">The client's address: one of IPv4, or the /64 that one of IPv6 is in, for whoever has one has all of them.</param>
public readonly record struct Caller(string PrincipalId, string Address)
{
    private const string Unknown = "unknown";

    /// <summary>
    /// Who calls. The address is the one that the gateway tells; it sets the header whatever the client sent, and whoever comes past the gateway has an
    /// internal token.
    /// </summary>
    public static Caller Of(HttpContext context)
    {
        var user = context.User;
        var told = context.Request.Headers["X-Forwarded-For"].ToString();
        var last = told[(told.LastIndexOf(',') + 1)..].Trim();
        var address = IPAddress.TryParse(last, out var forwarded) ? forwarded : context.Connection.RemoteIpAddress;
        return new Caller(user.Identity?.IsAuthenticated == true ? user.PrincipalId() : "", address is null ? Unknown : AddressOf(address));
    }

    /// <summary>An address as it is counted and shown.</summary>
    internal static string AddressOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
