using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

public sealed class WaitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public async Task A_resource_that_waits_for_completion_starts_after_the_other_has_ended()
    {
        var builder = Bare.Builder();
        var first = builder.AddShell("first", $"sleep 0.3; touch {_folder}/done");
        builder.AddShell("second", $"test -e {_folder}/done").WaitForCompletion(first);
        await using var application = await builder.StartAsync();

        Assert.Equal(0, (await application.ReachAsync("second", KnownResourceStates.Finished)).ExitCode);
    }

    [Fact]
    public async Task A_resource_that_waits_for_completion_fails_when_the_other_ends_with_another_code()
    {
        var builder = Bare.Builder();
        var first = builder.AddShell("first", "exit 4");
        builder.AddShell("second", "exit 0").WaitForCompletion(first);
        await using var application = await builder.StartAsync();

        Assert.Null((await application.ReachAsync("second", KnownResourceStates.FailedToStart)).StartTimeStamp);
    }

    [Fact]
    public async Task A_resource_that_waits_for_a_healthy_one_is_waiting_until_then()
    {
        var builder = Bare.Builder();
        var server = builder.AddShell("server", $"while ! test -e {_folder}/go; do sleep 0.05; done; exit 0").WithHttpEndpoint(env: "PORT").WithHttpHealthCheck("/");
        builder.AddShell("client", "exit 0").WaitFor(server);
        await using var application = await builder.StartAsync();

        Assert.Null((await application.ReachAsync("client", KnownResourceStates.Waiting)).StartTimeStamp);

        // Without a dashboard nobody could start the server again, so those who wait for it give up.
        await File.WriteAllTextAsync(Path.Combine(_folder, "go"), "");
        await application.ReachAsync("client", KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task The_start_command_does_not_wait()
    {
        var builder = Bare.Builder();
        var never = builder.AddShell("never", "exit 0").WithExplicitStart();
        builder.AddShell("client", "exit 0").WaitFor(never);
        await using var application = await builder.StartAsync();
        await application.ReachAsync("client", KnownResourceStates.Waiting);

        var result = await application.ResourceCommands.ExecuteCommandAsync("client", KnownResourceCommands.StartCommand);
        Assert.True(result.Success, result.ErrorMessage);

        await application.ReachAsync("client", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task Waiting_for_the_health_of_a_resource_that_has_ended_fails()
    {
        var builder = Bare.Builder();
        builder.AddShell("failing", "exit 1");
        await using var application = await builder.StartAsync();
        await application.ReachAsync("failing", KnownResourceStates.Exited);

        await Assert.ThrowsAsync<DistributedApplicationException>(() => application.ResourceNotifications.WaitForResourceHealthyAsync("failing"));
    }

    [Fact]
    public void A_resource_cannot_wait_for_itself()
    {
        var itself = Bare.Builder().AddShell("itself", "exit 0");
        Assert.Throws<DistributedApplicationException>(() => itself.WaitFor(itself));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
