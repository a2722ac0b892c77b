using System.Net;

namespace Voucher.Gateway.Tests.Overload;

public sealed class OverloadLimitTests
{
    [Fact]
    public async Task What_is_too_much_is_refused_at_once_and_the_rest_is_answered()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions
        {
            Settings = new Dictionary<string, string> { ["Overload:MaxInFlight"] = "1", ["Overload:MaxQueued"] = "1" },
        });
        var token = await platform.IssueAsync();
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        platform.Backend.Answer = _ =>
        {
            arrived.TrySetResult();
            return release.Task;
        };

        var worked = platform.Client.RequestVoucherAsync(token.Text);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(10));
        // Of two, one finds the only place of the queue; the other is refused at once.
        var two = new[] { platform.Client.RequestVoucherAsync(token.Text), platform.Client.RequestVoucherAsync(token.Text) };
        using var refused = await (await Task.WhenAny(two)).WaitAsync(TimeSpan.FromSeconds(10));
        using var health = await platform.Client.GetAsync(new Uri("/alive", UriKind.Relative));
        release.SetResult();

        await refused.IsErrorAsync(503, "service unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await worked).StatusCode);
        var responses = await Task.WhenAll(two);
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
    }
}
