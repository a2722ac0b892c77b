using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Voucher.Cli.Tests.Imports;

public sealed class ImportReportTests : IAsyncLifetime
{
    private const string Report =
        """
        line,problem,detail
        3,invalid,"The line has 4 fields, not 2."
        9,duplicate,"Again."
        0,more,"5 further lines have problems."

        """;

    private readonly GatewayDouble gateway = new();

    public ImportReportTests() => gateway.On("GET imports/7/report", context => context.Response.WriteAsync(Report));

    [Fact]
    public async Task The_lines_are_a_table()
    {
        var ending = await new Operator(gateway).RunAsync("import", "report", "7", "--limit", "2");

        Assert.Equal(
            "LINE  PROBLEM    DETAIL\n   3  invalid    The line has 4 fields, not 2.\n   9  duplicate  Again.\n", ending.Output.ReplaceLineEndings("\n"));
        Assert.Equal("There are more. Ask for them with --limit.", ending.Error.Trim());
    }

    [Fact]
    public async Task The_lines_are_a_list_in_json()
    {
        var ending = await new Operator(gateway).RunAsync("import", "report", "7", "--json");

        var items = JsonElement.Parse(ending.Output).GetProperty("items");
        Assert.Equal(3, items.GetArrayLength());
        Assert.Equal("""{"line":3,"problem":"invalid","detail":"The line has 4 fields, not 2."}""", items[0].GetRawText());
    }

    [Fact]
    public async Task The_report_can_be_had_as_it_is()
    {
        var ending = await new Operator(gateway).RunAsync("import", "report", "7", "--csv");

        Assert.Equal(Report.ReplaceLineEndings(), ending.Output.ReplaceLineEndings());
    }

    public Task InitializeAsync() => gateway.InitializeAsync();

    public Task DisposeAsync() => gateway.DisposeAsync();
}
