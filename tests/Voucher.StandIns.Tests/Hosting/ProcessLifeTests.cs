using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

public sealed class ProcessLifeTests
{
    [Fact]
    public async Task A_program_that_ends_with_0_is_finished_and_any_other_has_exited_with_its_code()
    {
        var builder = Bare.Builder();
        builder.AddShell("good", "exit 0");
        builder.AddShell("bad", "exit 3");
        await using var application = await builder.StartAsync();

        var good = await application.ReachAsync("good", KnownResourceStates.Finished);
        var bad = await application.ReachAsync("bad", KnownResourceStates.Exited);

        Assert.Equal(0, good.ExitCode);
        Assert.Equal(3, bad.ExitCode);
        Assert.NotNull(bad.StopTimeStamp);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_to_start_and_its_log_says_why()
    {
        var builder = Bare.Builder();
        var missing = builder.AddExecutable("missing", "no-such-program", "/");
        await using var application = await builder.StartAsync();

        await application.ReachAsync("missing", KnownResourceStates.FailedToStart);

        Assert.Contains(await application.LinesAsync(missing.Resource), line => line.Content.Contains("'no-such-program' was not found", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_program_writes_is_in_its_log_with_errors_marked()
    {
        var builder = Bare.Builder();
        var talker = builder.AddShell("talker", "echo said; echo cried >&2");
        await using var application = await builder.StartAsync();

        await application.ReachAsync("talker", KnownResourceStates.Finished);

        var lines = await application.LinesAsync(talker.Resource);
        Assert.False(Assert.Single(lines, line => line.Content.EndsWith(" said", StringComparison.Ordinal)).IsErrorMessage);
        Assert.True(Assert.Single(lines, line => line.Content.EndsWith(" cried", StringComparison.Ordinal)).IsErrorMessage);
    }

    [Fact]
    public async Task With_explicit_start_a_resource_waits_for_its_start_command()
    {
        var builder = Bare.Builder();
        builder.AddShell("tool", "exit 0").WithExplicitStart();
        await using var application = await builder.StartAsync();

        var before = await application.ReachAsync("tool", KnownResourceStates.NotStarted);
        var result = await application.ResourceCommands.ExecuteCommandAsync("tool", KnownResourceCommands.StartCommand);

        Assert.Null(before.StartTimeStamp);
        Assert.True(result.Success);
        await application.ReachAsync("tool", KnownResourceStates.Finished);
    }

    [Fact]
    public async Task The_stop_command_ends_a_process_and_the_start_command_brings_it_back()
    {
        var builder = Bare.Builder();
        builder.AddShell("sleeper", "exec sleep 1000");
        await using var application = await builder.StartAsync();
        var first = await application.ReachAsync("sleeper", KnownResourceStates.Running);

        Assert.True((await application.ResourceCommands.ExecuteCommandAsync("sleeper", KnownResourceCommands.StopCommand)).Success);
        var stopped = await application.ReachAsync("sleeper", KnownResourceStates.Exited);
        Assert.True((await application.ResourceCommands.ExecuteCommandAsync("sleeper", KnownResourceCommands.StartCommand)).Success);
        var second = await application.ReachAsync("sleeper", KnownResourceStates.Running);

        Assert.False(Processes.IsAlive(Processes.IdOf(first)));
        Assert.NotNull(stopped.ExitCode);
        Assert.True(Processes.IsAlive(Processes.IdOf(second)));
        Assert.NotEqual(Processes.IdOf(first), Processes.IdOf(second));
    }

    [Fact]
    public async Task A_resource_offers_the_commands_that_make_sense_in_its_state()
    {
        var builder = Bare.Builder();
        builder.AddShell("sleeper", "exec sleep 1000");
        await using var application = await builder.StartAsync();

        var running = await application.ReachAsync("sleeper", KnownResourceStates.Running);

        Assert.Equal(ResourceCommandState.Hidden, running.Commands.Single(c => c.Name == KnownResourceCommands.StartCommand).State);
        Assert.Equal(ResourceCommandState.Enabled, running.Commands.Single(c => c.Name == KnownResourceCommands.StopCommand).State);
        Assert.Equal(ResourceCommandState.Enabled, running.Commands.Single(c => c.Name == KnownResourceCommands.RestartCommand).State);
    }

    [Fact]
    public async Task A_command_of_the_AppHost_runs_and_an_unknown_one_fails()
    {
        var builder = Bare.Builder();
        var ran = "";
        builder.AddShell("sleeper", "exec sleep 1000").WithCommand("greet", "Greet", context =>
        {
            ran = context.ResourceName;
            return Task.FromResult(CommandResults.Success());
        });
        await using var application = await builder.StartAsync();
        await application.ReachAsync("sleeper", KnownResourceStates.Running);

        Assert.True((await application.ResourceCommands.ExecuteCommandAsync("sleeper", "greet")).Success);
        Assert.StartsWith("sleeper-", ran, StringComparison.Ordinal);
        Assert.False((await application.ResourceCommands.ExecuteCommandAsync("sleeper", "no-such-command")).Success);
    }

    [Fact]
    public async Task Stopping_the_application_ends_its_processes()
    {
        var builder = Bare.Builder();
        builder.AddShell("sleeper", "exec sleep 1000");
        await using var application = await builder.StartAsync();
        var running = await application.ReachAsync("sleeper", KnownResourceStates.Running);

        await application.StopAsync();

        Assert.False(Processes.IsAlive(Processes.IdOf(running)));
    }
}
