using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Npgsql;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>An AppHost with stores and services, through the testing package.</summary>
public sealed class SampleApplicationTests(SampleApplication sample) : IClassFixture<SampleApplication>
{
    private DistributedApplication Application => sample.Application;

    [Fact]
    public async Task A_service_is_given_the_connection_strings_that_it_refers_to()
    {
        var redis = await Application.GetConnectionStringAsync("redis");
        var database = await Application.GetConnectionStringAsync("sampledb");

        Assert.Equal(redis, await sample.VariableAsync("service", "ConnectionStrings__redis"));
        Assert.Equal(database, await sample.VariableAsync("service", "ConnectionStrings__sampledb"));
        Assert.Matches("^localhost:[0-9]+,password=[A-Za-z0-9]{22}$", redis);
        Assert.Matches("^Host=localhost;Port=[0-9]+;Username=postgres;Password=[A-Za-z0-9]{22};Database=sampledb$", database);
    }

    [Fact]
    public async Task A_service_is_given_the_URL_of_the_service_that_it_refers_to()
    {
        var url = Application.GetEndpoint("service", "http").ToString().TrimEnd('/');

        Assert.Equal(url, await sample.VariableAsync("front", "services__service__http__0"));
        Assert.Equal(url, await sample.VariableAsync("front", "SERVICE_HTTP"));
        Assert.Equal(url, await sample.VariableAsync("service", "ASPNETCORE_URLS"));
    }

    [Fact]
    public async Task A_service_has_the_variables_of_its_launch_profile_unless_it_was_added_without()
    {
        Assert.Equal("yes", await sample.VariableAsync("service", "FROM_PROFILE"));
        Assert.Equal("", await sample.VariableAsync("front", "FROM_PROFILE"));
    }

    [Fact]
    public async Task Each_resource_starts_after_those_that_it_waits_for()
    {
        var redis = await Application.BeHealthyAsync("redis");
        var postgres = await Application.BeHealthyAsync("postgres");
        var service = await Application.BeHealthyAsync("service");
        var front = await Application.BeHealthyAsync("front");

        Assert.True(service.StartTimeStamp > redis.StartTimeStamp);
        Assert.True(service.StartTimeStamp > postgres.StartTimeStamp);
        Assert.True(front.StartTimeStamp > service.StartTimeStamp);
    }

    [Fact]
    public async Task A_database_exists_when_it_is_healthy_and_its_commits_are_flushed()
    {
        await Application.BeHealthyAsync("sampledb");
        await using var source = NpgsqlDataSource.Create((await Application.GetConnectionStringAsync("sampledb"))!);
        await using var command = source.CreateCommand(
            "SELECT current_database() || ' ' || current_setting('fsync') || ' ' || current_setting('synchronous_commit')");

        Assert.Equal("sampledb on on", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task PostgreSQL_lets_nobody_in_without_the_password()
    {
        var builder = new NpgsqlConnectionStringBuilder(await Application.GetConnectionStringAsync("sampledb")) { Password = "wrong", Pooling = false };
        await using var connection = new NpgsqlConnection(builder.ConnectionString);

        var exception = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, exception.SqlState);
    }

    [Fact]
    public async Task Redis_wants_its_password_keeps_nothing_on_disk_and_never_evicts()
    {
        var connectionString = (await Application.GetConnectionStringAsync("redis"))!;
        var endpoint = Application.GetEndpoint("redis", "tcp");
        var password = connectionString.Split("password=")[1];

        Assert.StartsWith("-NOAUTH", await RedisWire.AskAsync(endpoint, "PING"), StringComparison.Ordinal);
        Assert.Contains("noeviction", await RedisWire.AskAsync(endpoint, $"AUTH {password}", "CONFIG GET maxmemory-policy"), StringComparison.Ordinal);
        Assert.EndsWith("$4\r\nsave\r\n$0\r\n\r\n", await RedisWire.AskAsync(endpoint, $"AUTH {password}", "CONFIG GET save"), StringComparison.Ordinal);
        Assert.EndsWith("$2\r\nno\r\n", await RedisWire.AskAsync(endpoint, $"AUTH {password}", "CONFIG GET appendonly"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_command_line_shows_a_password()
    {
        var redis = (await Application.GetConnectionStringAsync("redis"))!.Split("password=")[1];
        var postgres = new NpgsqlConnectionStringBuilder(await Application.GetConnectionStringAsync("postgres")).Password!;

        Assert.DoesNotContain(Processes.CommandLines(), line => line.Contains(redis, StringComparison.Ordinal) || line.Contains(postgres, StringComparison.Ordinal));
    }
}
