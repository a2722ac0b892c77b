using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Voucher.Cli.Tests.Gateway;

public sealed class ListTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const int All = 450;

    [Fact]
    public async Task A_list_is_read_page_after_page_up_to_the_limit()
    {
        gateway.On("GET categories", PageAsync);

        var ending = await new Operator(gateway).RunAsync("category", "list", "--limit", "430", "--json");

        Assert.Equal(0, ending.ExitCode);
        var list = JsonElement.Parse(ending.Output);
        Assert.Equal(Enumerable.Range(0, 430).Select(Name), list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("430", list.GetProperty("next_cursor").GetString());
        Assert.Equal(
            ["?limit=200", "?limit=200&cursor=200", "?limit=30&cursor=400"],
            gateway.Received.Where(request => request.Path == "categories").TakeLast(3).Select(request => request.Query));
    }

    [Fact]
    public async Task The_operator_is_told_that_there_are_more()
    {
        gateway.On("GET categories", PageAsync);

        var ending = await new Operator(gateway).RunAsync("category", "list", "--limit", "3");

        Assert.Equal(4, ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("There are more. Ask for them with --limit.", ending.Error.Trim());
    }

    [Fact]
    public async Task A_whole_list_ends_with_its_last_page()
    {
        gateway.On("GET categories", PageAsync);

        var ending = await new Operator(gateway).RunAsync("category", "list", "--limit", "100000", "--json");

        var list = JsonElement.Parse(ending.Output);
        Assert.Equal(All, list.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, list.GetProperty("next_cursor").ValueKind);
        Assert.Empty(ending.Error);
    }

    [Fact]
    public async Task A_page_without_items_ends_a_list_whatever_its_cursor()
    {
        gateway.On("GET parties", """{"items":[],"next_cursor":"again"}""");

        var ending = await new Operator(gateway).RunAsync("party", "list");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("There are none.", ending.Error.Trim());
    }

    [Fact]
    public async Task What_a_list_has_beside_its_items_stays_in_its_json()
    {
        const string Answer = """{"distributor":"known","category":"known","at":"T","items":[{"name":"Grüße & <mehr>"}],"next_cursor":null}""";
        gateway.On("GET explain", Answer);

        var ending = await new Operator(gateway).RunAsync("explain", "D1", "C1", "--json");

        Assert.Equal(Answer, ending.Output.Trim());
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"C{number:000}");

    private static Task PageAsync(HttpContext context)
    {
        var (first, limit) = (Number(context, "cursor") ?? 0, Number(context, "limit") ?? 50);
        var after = Math.Min(first + limit, All);
        var items = Enumerable.Range(first, after - first).Select(number => (JsonNode)new JsonObject { ["id"] = Name(number) });
        var page = new JsonObject
        {
            ["items"] = new JsonArray([.. items]),
            ["next_cursor"] = after < All ? after.ToString(CultureInfo.InvariantCulture) : null,
        };
        return context.Response.WriteAsync(page.ToJsonString());
    }

    private static int? Number(HttpContext context, string name) =>
        int.TryParse(context.Request.Query[name], CultureInfo.InvariantCulture, out var number) ? number : null;
}
