using Npgsql;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>However an AppHost ends, none of its processes is left, and its data is there at the next start.</summary>
public sealed class AppHostEndTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory().FullName;

    public AppHostEndTests() =>
        // PostgreSQL's user must reach its data folder.
        File.SetUnixFileMode(_state, (UnixFileMode)0b111_101_101);

    [Fact]
    public async Task Killing_an_AppHost_leaves_no_process()
    {
        using var host = AppHostProcess.Start(_state);
        await host.ReadyAsync();
        var children = Processes.DescendantsOf(host.Id);
        Assert.True(children.Count >= 4, $"Two stores and two services, not {children.Count} processes.");

        host.Signal("KILL");

        await Eventually.TrueAsync(() => !children.Any(Processes.IsAlive), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_everything_in_order_and_the_AppHost_ends_well(string signal)
    {
        using var host = AppHostProcess.Start(_state);
        await host.ReadyAsync();
        var children = Processes.DescendantsOf(host.Id);

        host.Signal(signal);

        Assert.Equal(0, await host.ExitCodeAsync());
        Assert.DoesNotContain(children, Processes.IsAlive);
    }

    [Fact]
    public async Task A_killed_AppHost_finds_its_data_and_passwords_again()
    {
        using var client = new HttpClient();
        string first;
        using (var host = AppHostProcess.Start(_state))
        {
            first = await client.GetStringAsync(new Uri(await host.ReadyAsync(), "/environment/ConnectionStrings__sampledb"));
            await ExecuteAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
            host.Signal("KILL");
            await host.ExitCodeAsync();
        }

        using var next = AppHostProcess.Start(_state);
        var second = await client.GetStringAsync(new Uri(await next.ReadyAsync(), "/environment/ConnectionStrings__sampledb"));

        Assert.Equal(42, await ExecuteAsync(second, "SELECT answer FROM kept"));
        Assert.Equal(new NpgsqlConnectionStringBuilder(first).Password, new NpgsqlConnectionStringBuilder(second).Password);
    }

    [Fact]
    public async Task A_second_run_of_the_same_AppHost_is_told_that_its_data_is_in_use()
    {
        using var first = AppHostProcess.Start(_state);
        await first.ReadyAsync();

        using var second = AppHostProcess.Start(_state);

        Assert.Contains("postgres", await second.LineAsync("is in use by another run of this AppHost"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generated_passwords_are_kept_where_only_their_owner_reads_them()
    {
        using var host = AppHostProcess.Start(_state);
        await host.ReadyAsync();

        var file = Assert.Single(Directory.GetFiles(_state, "parameters.json", SearchOption.AllDirectories));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    public void Dispose() => Directory.Delete(_state, recursive: true);

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
