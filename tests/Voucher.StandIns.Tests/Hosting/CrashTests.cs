using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>A project that crashes, in an application of its own because the others would miss it.</summary>
public sealed class CrashTests(SampleApplication sample) : IClassFixture<SampleApplication>
{
    [Fact]
    public async Task A_crashed_project_has_exited_with_its_code_and_comes_back_on_its_port_when_started()
    {
        var before = sample.Application.GetEndpoint("front");
        using (var client = sample.Application.CreateHttpClient("front"))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync(new Uri("/crash/7", UriKind.Relative), content: null));
        }

        var crashed = await sample.Application.ReachAsync("front", KnownResourceStates.Exited);
        Assert.Equal(7, crashed.ExitCode);
        Assert.Null(crashed.HealthStatus);
        Assert.All(crashed.Urls, url => Assert.True(url.IsInactive));

        await sample.Application.ResourceCommands.ExecuteCommandAsync("front", KnownResourceCommands.StartCommand);
        var back = await sample.Application.BeHealthyAsync("front");

        Assert.Equal(before, sample.Application.GetEndpoint("front"));
        Assert.Null(back.ExitCode);
        using var again = sample.Application.CreateHttpClient("front");
        Assert.Equal("healthy", await again.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }
}
