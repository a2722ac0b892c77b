using System.Net;
using System.Net.Sockets;

namespace Voucher.Gateway.Tests;

internal static class Unused
{
    /// <summary>An address of loopback where nobody listens.</summary>
    public static string Address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
