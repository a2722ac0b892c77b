using System.Net;

namespace Voucher.Auth.Tests.Parties;

public sealed class ListPartiesTests : AuthTests
{
    private const string Path = "/admin/v1/parties";

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_while_parties_are_added()
    {
        await AddAsync("B", "D", "F");

        var first = await Auth.GetAsync($"{Path}?limit=2");
        await AddAsync("A", "C", "E");
        var second = await Auth.GetAsync($"{Path}?limit=2&cursor={first.Text("next_cursor")}");

        Assert.Equal(["B", "D"], first.Ids());
        Assert.Equal(["E", "F"], second.Ids());
        Assert.Null(second.Text("next_cursor"));
        Assert.Equal(["A", "B", "C", "D", "E", "F"], (await Auth.GetAsync(Path)).Ids());
    }

    [Fact]
    public async Task Kind_and_state_choose()
    {
        await Auth.ExecuteAsync(
            """
            INSERT INTO parties (party_id, kind, name, created_at, disabled_at) VALUES
                ('D1', 'distributor', 'x', now(), NULL), ('D2', 'distributor', 'x', now(), now()),
                ('M1', 'merchant', 'x', now(), NULL), ('M2', 'merchant', 'x', now(), now())
            """);

        Assert.Equal(["D1", "D2"], (await Auth.GetAsync($"{Path}?kind=distributor")).Ids());
        Assert.Equal(["D1", "M1"], (await Auth.GetAsync($"{Path}?state=active")).Ids());
        Assert.Equal(["M2"], (await Auth.GetAsync($"{Path}?state=disabled&kind=merchant")).Ids());
        Assert.Empty((await Auth.GetAsync($"{Path}?kind=operator")).Ids());
    }

    [Fact]
    public async Task A_page_has_fifty_unless_it_is_told_otherwise()
    {
        await AddAsync([.. Enumerable.Range(100, 51).Select(i => $"P{i}")]);

        Assert.Equal(50, (await Auth.GetAsync(Path)).Ids().Count);
        Assert.Equal(51, (await Auth.GetAsync($"{Path}?limit=200")).Ids().Count);
        Assert.Null((await Auth.GetAsync($"{Path}?limit=51")).Text("next_cursor"));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.5", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=2&limit=3", "limit")]
    [InlineData("kind=service", "kind")]
    [InlineData("kind=", "kind")]
    [InlineData("kind=merchant&kind=merchant", "kind")]
    [InlineData("state=gone", "state")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("cursor=LQ", "cursor")] // "-", which is no identifier
    [InlineData("cursor=AA", "cursor")] // NUL
    [InlineData("cursor=QR9C", "cursor")] // two parts
    [InlineData("cursor=_w", "cursor")] // not UTF-8
    [InlineData("page=2", "page")]
    [InlineData("name=%00", "name")]
    public async Task A_wrong_query_is_named(string query, string parameter)
    {
        using var response = await Auth.SendAsync(HttpMethod.Get, $"{Path}?{query}");

        await response.IsWrongAsync(parameter);
    }

    [Theory]
    [InlineData("NOBODY")]
    [InlineData("%0A")]
    [InlineData("%FF")]
    [InlineData("a%20b")]
    [InlineData("%F0%9F%98%80")]
    public async Task A_party_that_there_is_not_is_404(string id)
    {
        using var response = await Auth.SendAsync(HttpMethod.Get, $"{Path}/{id}");

        await response.IsProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_party_has_no_query()
    {
        await AddAsync("A");
        using var response = await Auth.SendAsync(HttpMethod.Get, $"{Path}/A?limit=1");

        await response.IsWrongAsync("limit");
    }

    private async Task AddAsync(params string[] ids)
    {
        foreach (var id in ids)
        {
            using var response = await Auth.SendAsync(HttpMethod.Post, Path, $$"""{"id":"{{id}}","kind":"merchant","name":"x"}""");
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }
    }
}
