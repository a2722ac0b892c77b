using System.Net.Sockets;
using System.Text;

namespace Voucher.Gateway.Tests;

/// <summary>A connection on which the test writes HTTP/1.1 itself, also what no client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TcpClient tcp = new();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection.tcp.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public async Task SendAsync(string text) => await tcp.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>A voucher request's head. The connection is closed after the answer.</summary>
    public Task SendHeadAsync(params string[] headers) =>
        SendAsync($"POST {Platform.VoucherPath} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    /// <summary>The whole answer, up to the end of the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var reader = new StreamReader(tcp.GetStream(), Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(patience.Token);
    }

    /// <summary>What has come once it has <paramref name="end"/> in it, or the connection has ended.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!text.ToString().Contains(end, StringComparison.Ordinal))
        {
            var read = await tcp.GetStream().ReadAsync(buffer, patience.Token);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        return text.ToString();
    }

    public void Dispose() => tcp.Dispose();
}
