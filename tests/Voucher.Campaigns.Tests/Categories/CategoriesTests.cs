using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Voucher.Campaigns.Tests.Categories;

public class CategoriesTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/admin/v1/categories";

    private static string UniqueId() => $"CAT-{Guid.NewGuid():N}";

    private Task<HttpResponseMessage> PostAsync(object body) => campaigns.SendAsync(HttpMethod.Post, Path, body);

    private Task<HttpResponseMessage> PatchAsync(string id, object body, string? ifMatch = "*") =>
        campaigns.SendAsync(HttpMethod.Patch, $"{Path}/{id}", body, ifMatch);

    private async Task<string> CreateAsync()
    {
        var id = UniqueId();
        using var response = await PostAsync(new { id, description = "A category" });
        response.EnsureSuccessStatusCode();
        return id;
    }

    private Task<JsonElement> ShowAsync(string id) => campaigns.Operator.GetFromJsonAsync<JsonElement>($"{Path}/{id}");

    [Fact]
    public async Task A_category_is_created_shown_and_used()
    {
        var id = UniqueId();

        using var response = await PostAsync(new { id, description = "Sports" });

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(($"{Path}/{id}", "\"1\""), (response.Headers.Location?.ToString(), response.Headers.ETag?.Tag));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(["id", "description", "created_at", "revision"], answer.EnumerateObject().Select(field => field.Name));
        Assert.True(JsonElement.DeepEquals(answer, await ShowAsync(id)));
        Assert.Equal("no_campaign", (await campaigns.MatchAsync("DIST-001", id)).GetProperty("reason").GetString());
        var campaign = await campaigns.CreateAsync(id);
        Assert.Equal(campaign, (await campaigns.MatchAsync("DIST-001", id)).GetProperty("candidates")[0].GetProperty("campaign_id").GetString());
    }

    [Fact]
    public async Task Its_description_changes_with_the_right_ETag_only()
    {
        var id = await CreateAsync();

        using var changed = await PatchAsync(id, new { description = "Changed" }, "\"1\"");
        using var stale = await PatchAsync(id, new { description = "Late" }, "\"1\"");
        using var missing = await PatchAsync(id, new { description = "Late" }, ifMatch: null);
        using var same = await PatchAsync(id, new { description = "Changed" }, "\"2\"");
        using var empty = await PatchAsync(id, new { }, "\"2\"");

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        await Problems.AssertProblemAsync(stale, HttpStatusCode.PreconditionFailed);
        await Problems.AssertProblemAsync(missing, HttpStatusCode.PreconditionRequired);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (same.StatusCode, same.Headers.ETag?.Tag));
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (empty.StatusCode, empty.Headers.ETag?.Tag));
        Assert.Equal("Changed", (await ShowAsync(id)).GetProperty("description").GetString());
    }

    [Fact]
    public async Task Of_two_that_saw_the_same_state_one_changes_it()
    {
        var id = await CreateAsync();

        var responses = await Task.WhenAll(PatchAsync(id, new { description = "One" }, "\"1\""), PatchAsync(id, new { description = "Two" }, "\"1\""));

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], responses.Select(response => response.StatusCode).Order());
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task Each_change_is_in_the_log_once()
    {
        var id = await CreateAsync();
        using var changed = await PatchAsync(id, new { description = "Changed" });
        using var same = await PatchAsync(id, new { description = "Changed" });

        Assert.Equal(
            [("category.create", null, "A category"), ("category.change", "A category", "Changed")],
            (await campaigns.AuditAsync(id)).Select(entry => (
                entry.GetProperty("action").GetString()!,
                entry.GetProperty("before") is { ValueKind: JsonValueKind.Object } before ? before.GetProperty("description").GetString() : null,
                entry.GetProperty("after").GetProperty("description").GetString())));
    }

    [Fact]
    public async Task An_id_that_is_taken_is_409()
    {
        using var response = await PostAsync(new { id = "PAY", description = "Another" });

        await Problems.AssertProblemAsync(response, HttpStatusCode.Conflict);
        Assert.Equal("Payment products", (await ShowAsync("PAY")).GetProperty("description").GetString());
    }

    [Fact]
    public async Task They_are_listed_by_id_in_pages()
    {
        await CreateAsync();
        var (seen, cursor) = (new List<string>(), "");
        while (cursor is not null)
        {
            var page = await campaigns.Operator.GetFromJsonAsync<JsonElement>($"{Path}?limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(seen.Distinct().Order(StringComparer.Ordinal), seen);
        Assert.All((string[])["GAM", "MOB", "PAY", "TRV"], id => Assert.Contains(id, seen));
    }

    [Theory]
    [InlineData("""{"description":"x"}""", "id", "required")]
    [InlineData("""{"id":"A"}""", "description", "required")]
    [InlineData("""{"id":"A B","description":"x"}""", "id", "1 to 64 letters")]
    [InlineData("""{"id":5,"description":"x"}""", "id", "a text")]
    [InlineData("""{"id":"A","description":""}""", "description", "blank")]
    [InlineData("""{"id":"A","description":"x\u0007"}""", "description", "control")]
    [InlineData("""{"id":"A","description":["x"]}""", "description", "a text")]
    [InlineData("""{"id":"A","description":"x","parent":"PAY"}""", "parent", "Unknown field")]
    [InlineData("""{"id":"A","id":"B","description":"x"}""", "body", "")]
    [InlineData("[]", "body", "")]
    public async Task A_wrong_new_one_is_400(string body, string named, string remedy)
    {
        using var response = await PostAsync(body);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(remedy, problem.GetProperty("errors").GetProperty(named)[0].GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"description":null}""", "description")]
    [InlineData("""{"description":7}""", "description")]
    [InlineData("""{"id":"OTHER"}""", "id")]
    public async Task A_wrong_change_is_400(string body, string named)
    {
        using var response = await PatchAsync("PAY", body);

        await Problems.AssertFieldAsync(response, named);
    }

    [Fact]
    public async Task A_description_of_257_characters_is_400()
    {
        using var response = await PostAsync(new { id = UniqueId(), description = new string('x', 257) });

        await Problems.AssertFieldAsync(response, "description", "256");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("state=active", "state")]
    public async Task A_wrong_parameter_of_the_list_is_400(string query, string named)
    {
        using var response = await campaigns.Operator.GetAsync($"{Path}?{query}");

        await Problems.AssertFieldAsync(response, named);
    }

    [Fact]
    public async Task An_unknown_one_is_404()
    {
        using var shown = await campaigns.Operator.GetAsync($"{Path}/NOPE");
        using var changed = await PatchAsync("NOPE", new { description = "x" });

        await Problems.AssertProblemAsync(shown, HttpStatusCode.NotFound);
        await Problems.AssertProblemAsync(changed, HttpStatusCode.NotFound);
    }
}
