using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>Resources that crash or restart, in an application of their own because other tests would miss them.</summary>
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

    [Fact]
    public async Task A_store_that_is_restarted_keeps_its_port_and_PostgreSQL_its_data()
    {
        var before = await sample.Application.GetConnectionStringAsync("sampledb");
        await ExecuteAsync(before!, "CREATE TABLE kept (n int)");

        Assert.True((await sample.Application.ResourceCommands.ExecuteCommandAsync("postgres", KnownResourceCommands.RestartCommand)).Success);
        await sample.Application.BeHealthyAsync("postgres");
        await sample.Application.BeHealthyAsync("sampledb");

        Assert.Equal(before, await sample.Application.GetConnectionStringAsync("sampledb"));
        await ExecuteAsync(before!, "INSERT INTO kept VALUES (1)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
