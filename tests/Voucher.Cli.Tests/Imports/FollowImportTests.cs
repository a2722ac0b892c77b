namespace Voucher.Cli.Tests.Imports;

public sealed class FollowImportTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    [Fact]
    public async Task A_broken_connection_and_a_service_that_starts_again_do_not_end_the_watching()
    {
        var connections = 0;
        gateway.On("GET imports/1/events", async context =>
        {
            switch (++connections)
            {
                case 1:
                    await GatewayDouble.SendEventsAsync(context, [("progress", Import.Json(1, "proving", 10))]);
                    context.Abort();
                    break;
                case 2:
                    context.Response.StatusCode = 503;
                    break;
                case 3:
                    await GatewayDouble.SendEventsAsync(context, [("progress", Import.Json(1, "committing", 10, 5))]);
                    break;
                default:
                    await GatewayDouble.SendEventsAsync(context, [("done", Import.Json(1, "completed", 10, 10))]);
                    break;
            }
        });

        var ending = await new Operator(gateway).RunAsync("import", "follow", "1");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal(4, connections);
        Assert.Contains("Import 1: committing, 5 of 10 codes are in the inventory.", ending.Error, StringComparison.Ordinal);
        Assert.Contains("committed    10", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_on_which_nothing_is_heard_counts_as_broken()
    {
        var connections = 0;
        gateway.On("GET imports/2/events", async context =>
        {
            if (++connections == 1)
            {
                await GatewayDouble.SendEventsAsync(context, [("progress", Import.Json(2, "proving"))]);
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            await GatewayDouble.SendEventsAsync(context, [("done", Import.Json(2, "completed"))]);
        });
        var someone = new Operator(gateway) { Waits = new Waits { Silence = TimeSpan.FromMilliseconds(200), Pause = TimeSpan.FromMilliseconds(10) } };

        var ending = await someone.RunAsync("import", "follow", "2");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal(2, connections);
    }

    [Fact]
    public async Task An_import_that_cannot_be_seen_for_too_long_is_left_to_itself()
    {
        gateway.On("GET imports/3/events", """{"title":"Service Unavailable"}""", 503);

        var ending = await new Operator(gateway).RunAsync("import", "follow", "3");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("It goes on by itself; look later: voucher import follow 3", ending.Error, StringComparison.Ordinal);
        Assert.Contains("Service Unavailable (503)", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_not_there_is_not_looked_for_again()
    {
        gateway.On("GET imports/4/events", """{"title":"Not Found","detail":"There is no such import."}""", 404);

        var ending = await new Operator(gateway).RunAsync("import", "follow", "4");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("There is no such import.", ending.Error, StringComparison.Ordinal);
        Assert.Single(gateway.Received, request => request.Path == "imports/4/events");
    }

    [Theory]
    [InlineData(5, "rejected")]
    [InlineData(6, "failed")]
    [InlineData(7, "cancelled")]
    public async Task Only_a_completed_import_is_a_success(long id, string state)
    {
        gateway.OnEvents($"GET imports/{id}/events", ("done", Import.Json(id, state, message: "Why.")));

        var ending = await new Operator(gateway).RunAsync("import", "follow", $"{id}");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains($"error: Import {id} is {state}.", ending.Error, StringComparison.Ordinal);
        Assert.Contains("Why.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_interrupts_hears_that_the_import_goes_on()
    {
        using var interruption = new CancellationTokenSource();
        gateway.On("GET imports/8/events", async context =>
        {
            await GatewayDouble.SendEventsAsync(context, [("progress", Import.Json(8, "proving"))]);
            await interruption.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var ending = await new Operator(gateway).RunAsync(["import", "follow", "8"], interruption.Token);

        Assert.Equal(130, ending.ExitCode);
        Assert.Contains("Import 8 goes on by itself.", ending.Error, StringComparison.Ordinal);
    }
}
