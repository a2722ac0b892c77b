using System.Net;
using System.Net.Sockets;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// A port of the loopback interface, kept from others until it is disposed: its address is told to resources long before
/// the dashboard, which may have to be fetched first, opens it.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket;

    private ReservedPort(Socket socket)
    {
        _socket = socket;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    internal int Port { get; }

    /// <summary>Any free port.</summary>
    internal static ReservedPort Any() => TryTake(0) ?? throw new InvalidOperationException("The loopback interface has no free port.");

    /// <summary>The port named, or any free one for 0; null when somebody else has it.</summary>
    internal static ReservedPort? TryTake(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return new ReservedPort(socket);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    public void Dispose() => _socket.Dispose();
}
