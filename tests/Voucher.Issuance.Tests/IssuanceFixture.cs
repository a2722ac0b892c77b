namespace Voucher.Issuance.Tests;

/// <summary>One service for the tests of one class, which keep apart by campaigns and distributors of their own.</summary>
public class IssuanceFixture : IAsyncLifetime
{
    public IssuanceService Service { get; private set; } = null!;

    /// <summary>Settings of the section Issuance.</summary>
    protected virtual (string Key, string Value)[] Settings => [];

    public async Task InitializeAsync() => Service = await IssuanceService.StartAsync(settings: Settings);

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

/// <summary>A service whose pools hold ten codes.</summary>
public sealed class SmallPools : IssuanceFixture
{
    protected override (string Key, string Value)[] Settings => [("WindowSize", "10")];
}
