using System.Net;
using System.Net.Sockets;

namespace Voucher.Cli.Tests.Gateway;

public sealed class ProblemTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    [Fact]
    public async Task Title_detail_and_fields_of_a_problem_are_told_and_nothing_is_shown()
    {
        gateway.On("POST parties", """{"title":"Wrong","status":400,"detail":"More.","errors":{"id":["Is too long."],"name":["Is blank.","Is odd."]}}""", 400);

        var ending = await new Operator(gateway).RunAsync("party", "add", "M1", "--kind", "merchant", "--name", "Name");

        Assert.Equal(1, ending.ExitCode);
        Assert.Empty(ending.Output);
        Assert.Equal(
            "error: Wrong (400)\n  More.\n  id: Is too long.\n  name: Is blank.\n  name: Is odd.\n", ending.Error.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData(401, "does not know the token")]
    [InlineData(403, "The token is not an operator's.")]
    public async Task A_refused_token_is_explained(int status, string hint)
    {
        gateway.On("GET parties/M1", """{"title":"No"}""", status);

        var ending = await new Operator(gateway).RunAsync("party", "show", "M1");

        Assert.Equal(1, ending.ExitCode);
        Assert.StartsWith($"error: No ({status})", ending.Error, StringComparison.Ordinal);
        Assert.Contains(hint, ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(GatewayDouble.Token, ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_that_is_no_problem_is_told_by_its_status()
    {
        gateway.On("GET parties/M2", async context =>
        {
            context.Response.StatusCode = 502;
            await context.Response.Body.WriteAsync("<html>proxy</html>"u8.ToArray());
        });

        var ending = await new Operator(gateway).RunAsync("party", "show", "M2");

        Assert.Equal(1, ending.ExitCode);
        Assert.Equal("error: Bad Gateway (502)", ending.Error.Trim());
    }

    [Fact]
    public async Task An_answer_that_is_no_json_is_not_taken_for_a_success()
    {
        gateway.On("GET parties/M3", "<html>welcome</html>");

        var ending = await new Operator(gateway).RunAsync("party", "show", "M3");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("is not Voucher's gateway", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        gateway.On("GET parties/M4", context =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = "/admin/v1/parties/elsewhere";
            return Task.CompletedTask;
        });

        var ending = await new Operator(gateway).RunAsync("party", "show", "M4");

        Assert.Equal(1, ending.ExitCode);
        Assert.DoesNotContain(gateway.Received, request => request.Path == "parties/elsewhere");
    }

    [Fact]
    public async Task A_gateway_that_is_away_is_named()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var ending = await new Operator(gateway).RunAsync("party", "list", "--gateway", $"http://127.0.0.1:{port}");

        Assert.Equal(1, ending.ExitCode);
        Assert.StartsWith($"error: The gateway at http://127.0.0.1:{port}/ cannot be reached:", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_take_the_connection_is_not_waited_for_without_end()
    {
        using var full = await FullQueue.StartAsync();
        var someone = new Operator(gateway) { Waits = new Waits { Connect = TimeSpan.FromMilliseconds(300) } };

        var ending = await someone.RunAsync("party", "list", "--gateway", $"http://127.0.0.1:{full.Port}");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("cannot be reached: it does not take the connection within 0.3 s.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_is_not_waited_for_without_end()
    {
        gateway.On("GET parties/M5", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var someone = new Operator(gateway) { Waits = new Waits { Answer = TimeSpan.FromMilliseconds(200) } };

        var ending = await someone.RunAsync("party", "show", "M5");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("has not answered within 0.2 s", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_stops_in_its_middle_is_not_waited_for_without_end()
    {
        gateway.On("GET parties/M7", async context =>
        {
            await context.Response.Body.WriteAsync("{"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var someone = new Operator(gateway) { Waits = new Waits { Answer = TimeSpan.FromMilliseconds(500) } };

        var ending = await someone.RunAsync("party", "show", "M7");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("has not answered within 0.5 s", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_command_ends_with_130()
    {
        using var interruption = new CancellationTokenSource();
        gateway.On("GET parties/M6", async context =>
        {
            await interruption.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });

        var ending = await new Operator(gateway).RunAsync(["party", "show", "M6"], interruption.Token);

        Assert.Equal(130, ending.ExitCode);
        Assert.Empty(ending.Output);
    }
}
