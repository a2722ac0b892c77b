using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Tokens;

/// <summary>
/// ResolveToken.sql's invariant: while a resolver has a token for alive, nobody's revocation is committed. Else an internal JWT could be
/// issued, and handed to a gateway, after the revocation has answered.
/// </summary>
public sealed class ResolveTokenLockTests : IAsyncLifetime, IDisposable
{
    private readonly HeldClock clock = new();
    private AuthService auth = null!;

    public async Task InitializeAsync() => auth = await AuthService.StartAsync(replace: services => services.Replace(
        ServiceDescriptor.Singleton(provider => new InternalTokenIssuer(provider.GetRequiredService<IOptions<InternalTokenOptions>>(), clock))));

    public async Task DisposeAsync()
    {
        clock.Release();
        await auth.DisposeAsync();
    }

    public void Dispose() => clock.Dispose();

    [Theory]
    [InlineData("/admin/v1/tokens/{0}/revoke")]
    [InlineData("/admin/v1/tokens/{0}/rotate")]
    [InlineData("/admin/v1/parties/{1}/disable")]
    public async Task What_kills_a_token_waits_for_its_resolvers(string path)
    {
        var token = await auth.IssueAsync();
        clock.Hold();
        var resolving = auth.ResolveAsync(token.Text);
        await clock.Reached.WaitAsync(TimeSpan.FromSeconds(20));

        var killing = auth.PostAsync(path.Replace("{0}", token.Id.ToString(), StringComparison.Ordinal).Replace("{1}", token.PartyId, StringComparison.Ordinal));
        await Eventually.IsTrueAsync(async () => killing.IsCompleted || await auth.SomebodyWaitsForALockAsync());

        Assert.False(killing.IsCompleted);
        clock.Release();
        Assert.NotNull(await resolving);
        using var killed = await killing;
        Assert.True(killed.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created);
        Assert.Equal("", await auth.EntryAsync(token.Text));
        Assert.Null(await auth.ResolveAsync(token.Text));
    }

    /// <summary>
    /// The clock of whoever issues internal JWTs, which a resolver asks when it has found the token alive and before it has written
    /// anything: held, it keeps the resolver there.
    /// </summary>
    private sealed class HeldClock : TimeProvider, IDisposable
    {
        private readonly ManualResetEventSlim open = new(initialState: true);
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        public void Hold() => open.Reset();

        public void Release() => open.Set();

        public override DateTimeOffset GetUtcNow()
        {
            if (!open.IsSet)
            {
                reached.TrySetResult();
                open.Wait(TimeSpan.FromSeconds(30));
            }
            return System.GetUtcNow();
        }

        public void Dispose() => open.Dispose();
    }
}
