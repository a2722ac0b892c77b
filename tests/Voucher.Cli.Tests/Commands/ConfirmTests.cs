namespace Voucher.Cli.Tests.Commands;

public sealed class ConfirmTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    [Theory]
    [InlineData("y")]
    [InlineData("YES")]
    public async Task Codes_are_withdrawn_when_the_operator_agrees(string answer)
    {
        gateway.On("GET campaigns/C1/stock", """{"campaign_id":"C1","available":12345}""");
        gateway.On("POST campaigns/C1/codes/withdraw", """{"campaign_id":"C1","withdrawn":12345}""");

        var ending = await new Operator(gateway) { Types = $"{answer}\n" }.RunAsync("codes", "withdraw", "C1", "--reason", "Sold out");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("Withdraw 12,345 codes of campaign C1 for good? [y/N] ", ending.Error);
        Assert.Contains("withdrawn    12,345", ending.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("n\n")]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Anything_else_does_nothing(string answer)
    {
        gateway.On("GET campaigns/C2/stock", """{"campaign_id":"C2","available":1}""");

        var ending = await new Operator(gateway) { Types = answer }.RunAsync("codes", "withdraw", "C2", "--reason", "Sold out");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("Nothing was done.", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Received, request => request.Path == "campaigns/C2/codes/withdraw");
    }

    [Theory]
    [InlineData("codes withdraw C3 --reason Old")]
    [InlineData("campaign end C3")]
    public async Task Where_nobody_can_be_asked_the_option_is(string line)
    {
        gateway.On("GET campaigns/C3/stock", """{"campaign_id":"C3","available":1}""");

        var ending = await new Operator(gateway).RunAsync(line.Split(' '));

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains("say --yes", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Received, request => request.Method == "POST" && request.Path.StartsWith("campaigns/C3", StringComparison.Ordinal));
    }
}
