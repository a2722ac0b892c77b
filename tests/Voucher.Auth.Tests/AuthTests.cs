namespace Voucher.Auth.Tests;

/// <summary>Tests on an Auth with a database of its own.</summary>
public abstract class AuthTests : IAsyncLifetime
{
    internal AuthService Auth { get; private set; } = null!;

    public async Task InitializeAsync() => Auth = await AuthService.StartAsync();

    public async Task DisposeAsync() => await Auth.DisposeAsync();
}
