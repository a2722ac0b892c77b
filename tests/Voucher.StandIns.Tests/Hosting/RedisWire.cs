using System.Net.Sockets;
using System.Text;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>Talks to Redis in its inline commands.</summary>
internal static class RedisWire
{
    /// <summary>Sends the commands and answers all replies as they came.</summary>
    public static async Task<string> AskAsync(Uri endpoint, params string[] commands)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", [.. commands, "QUIT", ""])));
        using var reader = new StreamReader(stream);
        var replies = await reader.ReadToEndAsync();
        return replies.EndsWith("+OK\r\n", StringComparison.Ordinal) ? replies[..^"+OK\r\n".Length] : replies;
    }
}
