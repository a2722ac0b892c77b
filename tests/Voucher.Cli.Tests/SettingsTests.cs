namespace Voucher.Cli.Tests;

public sealed class SettingsTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const string Nothing = """{"items":[],"next_cursor":null}""";

    [Fact]
    public async Task The_token_of_the_environment_is_sent_as_a_bearer_token()
    {
        gateway.On("GET categories", Nothing);

        var ending = await new Operator(gateway).RunAsync("category", "list");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal($"Bearer {GatewayDouble.Token}", gateway.Last.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_file_goes_before_the_environment_and_may_end_with_a_line_break()
    {
        gateway.On("GET parties", Nothing);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "another-token\r\n");

            var ending = await new Operator(gateway).RunAsync("party", "list", "--token-file", file);

            Assert.Equal(0, ending.ExitCode);
            Assert.Equal("Bearer another-token", gateway.Last.Headers["Authorization"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(null, "error: No token. Set VOUCHER_TOKEN, or give --token-file.")]
    [InlineData("  ", "error: No token. Set VOUCHER_TOKEN, or give --token-file.")]
    [InlineData("one\ntwo", "error: VOUCHER_TOKEN has something else than a token in it")]
    public async Task Without_a_token_nothing_is_sent_and_the_usage_is_wrong(string? token, string message)
    {
        var before = gateway.Received.Count;
        var someone = new Operator(gateway) { Environment = { ["VOUCHER_TOKEN"] = token } };

        var ending = await someone.RunAsync("stock");

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith(message, ending.Error, StringComparison.Ordinal);
        Assert.Equal(before, gateway.Received.Count);
    }

    [Fact]
    public async Task A_token_file_that_is_not_there_is_a_failure_that_names_it()
    {
        var ending = await new Operator(gateway).RunAsync("stock", "--token-file", "/no/such/file");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("/no/such/file", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_never_an_argument()
    {
        var ending = await new Operator(gateway).RunAsync("stock", "--token", "a-token");

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("There is no option --token here.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_is_given_goes_before_the_environment()
    {
        gateway.On("GET stock", Nothing);
        var someone = new Operator(gateway) { Environment = { ["VOUCHER_GATEWAY"] = "http://127.0.0.1:1" } };

        var ending = await someone.RunAsync("stock", "--gateway", gateway.Address.ToString());

        Assert.Equal(0, ending.ExitCode);
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://localhost")]
    [InlineData("http://user:secret@localhost")]
    public async Task A_gateway_is_an_address_of_http(string address)
    {
        var ending = await new Operator(gateway).RunAsync("stock", "--gateway", address);

        Assert.Equal(2, ending.ExitCode);
        Assert.StartsWith("error: The gateway's address must be like http://localhost:8080", ending.Error, StringComparison.Ordinal);
    }
}
