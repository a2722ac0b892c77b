using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Voucher.Issuance.Webhooks;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Outside Development nobody is sent to who is not on the public internet, whatever the DNS says and when.</summary>
public sealed class PublicReceiversTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, IPAddress[]> names = new();
    private readonly ConcurrentQueue<string> asked = new();
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync(
        settings: [.. Telling.Quick.Where(setting => setting.Key != "Webhooks:AllowPrivateReceivers")],
        replace: services =>
        {
            services.RemoveAll<ResolveHost>();
            services.AddSingleton<ResolveHost>(ResolveAsync);
        });

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Theory]
    [InlineData("https://localhost/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[fd00:ec2::254]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://inside.example/")]
    [InlineData("https://both.example/")]
    [InlineData("https://nowhere.example/")]
    [InlineData("http://outside.example/")]
    public async Task Such_an_address_is_refused_when_it_is_named(string url)
    {
        names["inside.example"] = [IPAddress.Parse("10.1.2.3")];
        names["both.example"] = [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("::1")];
        names["outside.example"] = [IPAddress.Parse("93.184.216.34")];
        using var client = service.ClientWith(TestTokens.OfMerchant("MERCH-1"));
        using var refused = await client.PostAsJsonAsync(Subscriber.Path, new { url, types = Subscriber.AllTypes });
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal("url", Assert.Single(error.EnumerateObject()).Name);

        var subscription = await Subscriber.SubscribeAsync(client, "https://outside.example/");
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"{Subscriber.Path}/{subscription.GetProperty("id")}") { Content = JsonContent.Create(new { url }) };
        change.Headers.TryAddWithoutValidation("If-Match", "*");
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(change)).StatusCode);
    }

    [Fact]
    public async Task Such_an_address_is_refused_at_the_connection_when_the_DNS_has_changed_meanwhile()
    {
        // Whoever listens there would notice the connection, before anything of TLS.
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        names["moving.example"] = [IPAddress.Parse("93.184.216.34")];
        using var subscriber = await Subscriber.AddAsync(service, $"https://moving.example:{((IPEndPoint)inside.LocalEndpoint).Port}/");

        names["moving.example"] = [IPAddress.Loopback];
        var delivery = await subscriber.DeliveryAsync(await subscriber.TestAsync(), one => one.AttemptsOf() > 1 && one.ErrorOf() is not null);

        Assert.Equal(("private_address", "pending"), (delivery.ErrorOf(), delivery.StateOf()));
        Assert.False(inside.Pending());
        Assert.True(asked.Count(host => host == "moving.example") >= 2);
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        asked.Enqueue(host);
        if (names.TryGetValue(host, out var addresses))
            return addresses;
        return host.EndsWith(".example", StringComparison.Ordinal)
            ? throw new SocketException((int)SocketError.HostNotFound)
            : await Dns.GetHostAddressesAsync(host, cancellationToken);
    }
}
