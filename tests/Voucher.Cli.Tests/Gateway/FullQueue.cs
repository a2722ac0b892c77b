using System.Net;
using System.Net.Sockets;

namespace Voucher.Cli.Tests.Gateway;

/// <summary>A port whose queue of connections is full, so that further ones neither succeed nor fail.</summary>
internal sealed class FullQueue : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> waiting = [];

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public static async Task<FullQueue> StartAsync()
    {
        var queue = new FullQueue();
        queue.listener.Start(backlog: 0);
        try
        {
            while (queue.waiting.Count < 10)
            {
                var client = new TcpClient();
                queue.waiting.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, queue.Port).WaitAsync(Patience);
            }
        }
        catch (TimeoutException)
        {
            return queue;
        }
        throw new InvalidOperationException("The queue takes any number of connections.");
    }

    public void Dispose()
    {
        foreach (var client in waiting)
            client.Dispose();
        listener.Dispose();
    }
}
