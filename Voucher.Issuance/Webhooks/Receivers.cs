using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Voucher.Issuance.Webhooks;

/// <summary>Tells the addresses of a host; the resolver of the machine, or a test's.</summary>
/// <exception cref="SocketException">There is no such host.</exception>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);

/// <summary>A receiver's host is at an address where nobody outside could be.</summary>
public sealed class PrivateReceiverException() : IOException("The receiver is not on the public internet.");

/// <summary>
/// Where deliveries may go. An address is checked when somebody names it, and again by each connection, which is made to the very address that was checked: what a
/// host resolves to may change in between.
/// </summary>
public sealed class Receivers(ResolveHost resolve, IOptions<WebhookOptions> options, IHostEnvironment environment)
{
    private const int LongestUrl = 2048;
    private static readonly TimeSpan ResolvePatience = TimeSpan.FromSeconds(5);

    private bool AllowPrivate => options.Value.AllowPrivateReceivers ?? environment.IsDevelopment();

    /// <summary>What keeps a URL from being a receiver's by its form alone; null when nothing does.</summary>
    public string? FaultOf(string url)
    {
        if (url.Length > LongestUrl)
            return $"Must be at most {LongestUrl} characters.";
        if (!url.All(char.IsAscii) || url.Any(one => char.IsWhiteSpace(one) || one == '\\') || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return "Must be an absolute URL such as https://example.com/vouchers, in ASCII.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(AllowPrivate && uri.Scheme == Uri.UriSchemeHttp))
            return "Must begin with https://.";
        if (uri.UserInfo.Length > 0)
            return "Must not have a user or a password in it; deliveries are signed.";
        return uri.Fragment.Length > 0 || url.Contains('#', StringComparison.Ordinal) ? "Must not have a fragment." : null;
    }

    /// <summary>What keeps a URL whose form is right from being a receiver's, where its host is looked up; null when nothing does.</summary>
    public async Task<string?> FaultOfHostAsync(string url, CancellationToken cancellationToken)
    {
        if (AllowPrivate)
            return null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ResolvePatience);
        try
        {
            await AddressesAsync(new Uri(url).IdnHost, patience.Token);
            return null;
        }
        catch (PrivateReceiverException)
        {
            return "Its host must be on the public internet.";
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "Its host is not known to the DNS.";
        }
    }

    /// <summary>Connects to a receiver; for <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="PrivateReceiverException">Its host has an address that is refused.</exception>
    /// <exception cref="SocketException">It has none, or cannot be reached.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await AddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>All addresses of a host; one that is refused among them spoils it, for nobody has both by accident.</summary>
    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        // As URLs write them; the resolver takes literal addresses without.
        var addresses = await resolve(host.Trim('[', ']'), cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        if (!AllowPrivate && addresses.Any(PrivateNetworks.Contain))
            throw new PrivateReceiverException();
        return addresses;
    }
}
