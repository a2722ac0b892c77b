namespace Voucher.Cli.Tests;

public sealed class UsageTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    [Theory]
    [InlineData("", "Try: voucher --help")]
    [InlineData("party", "Try: voucher party --help")]
    [InlineData("party show", "Try: voucher party show --help")]
    [InlineData("party add R2D2 --kind robot --name Robot", "'robot'")]
    [InlineData("party add D1 --name Shop", "--kind")]
    [InlineData("party list --limit 0", "--limit must be a whole number from 1 to 100000.")]
    [InlineData("party list --limit many", "--limit must be a whole number from 1 to 100000.")]
    [InlineData("token revoke not-an-id", "not-an-id")]
    [InlineData("import show first", "first")]
    [InlineData("campaign add C1 --name X", "--merchant")]
    [InlineData("campaign set C1", "Nothing to change")]
    [InlineData("campaign set C1 --limits all", "'all'")]
    [InlineData("campaign add C1 --merchant M --name N --categories A --distributors all --limits none", "'--limits'")]
    [InlineData("codes generate C1 --count 5", "--length")]
    [InlineData("codes withdraw C1 --yes", "--reason")]
    [InlineData("stock --set-low-at 5", "--set-low-at needs a campaign")]
    [InlineData("stock C1 --set-low-at few", "--set-low-at must be a whole number")]
    [InlineData("audit everything", "everything")]
    [InlineData("reconciliations show first", "first")]
    [InlineData("reconciliations differences 01a200c2-c6d9-7b06-83ea-407a21a865d8 --kind all", "all")]
    [InlineData("party show ..", "'..' is no id.")]
    [InlineData("party show --states", "There is no option --states here.")]
    public async Task Wrong_usage_ends_with_2_and_a_hint_and_sends_nothing(string line, string hint)
    {
        var ending = await new Operator(gateway).RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, ending.ExitCode);
        Assert.Contains(hint, ending.Error, StringComparison.Ordinal);
        Assert.Empty(ending.Output);
        Assert.Empty(gateway.Received);
    }

    [Theory]
    [InlineData("--help", "never from an argument")]
    [InlineData("party --help", "disable <party>")]
    [InlineData("codes import --help", "--skip-problems")]
    public async Task Help_is_there_without_a_token(string line, string part)
    {
        var someone = new Operator(gateway) { Environment = { ["VOUCHER_TOKEN"] = null } };

        var ending = await someone.RunAsync(line.Split(' '));

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains(part, ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_begins_with_an_at_sign_is_that_text()
    {
        gateway.On("POST categories", """{"id":"SPO"}""", 201);

        var ending = await new Operator(gateway).RunAsync("category", "add", "SPO", "--description", "@home");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("@home", gateway.Last.Json.GetProperty("description").GetString());
    }
}
