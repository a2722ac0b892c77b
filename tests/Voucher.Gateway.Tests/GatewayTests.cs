namespace Voucher.Gateway.Tests;

/// <summary>Tests on one gateway with what belongs to it, and one good token.</summary>
public abstract class GatewayTests : IAsyncLifetime
{
    internal Platform Platform { get; private set; } = null!;

    internal PlatformToken Token { get; private set; } = null!;

    internal HttpClient Client => Platform.Client;

    public async Task InitializeAsync()
    {
        Platform = await Platform.StartAsync();
        Token = await Platform.IssueAsync();
    }

    public async Task DisposeAsync() => await Platform.DisposeAsync();
}
