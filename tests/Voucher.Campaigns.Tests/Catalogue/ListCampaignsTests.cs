using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Voucher.Campaigns.Tests.Catalogue;

public class ListCampaignsTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private Task<JsonElement> ListAsync(string query) => campaigns.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/campaigns?{query}");

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];

    private async Task<string> AddAsync(string category, string prefix, string field = "name", string json = "\"x\"")
    {
        var id = $"{prefix}-{category}";
        await campaigns.CreateAsync(Draft.Of(id, category).With(field, json));
        return id;
    }

    [Fact]
    public async Task Pages_follow_each_other_by_id_in_code_point_order_without_gaps_or_repeats()
    {
        var category = await campaigns.AddCategoryAsync();
        var ids = new List<string>();
        foreach (var prefix in (string[])["b", "a", "Z", "A", "0", "c", "B"])
            ids.Add(await AddAsync(category, prefix));

        var (seen, pages, cursor) = (new List<string>(), 0, "");
        while (cursor is not null)
        {
            var page = await ListAsync($"category_id={category}&limit=3{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(Ids(page));
            (pages, cursor) = (pages + 1, page.GetProperty("next_cursor").GetString());
            // A campaign that comes behind the cursor is seen, one before it is not; none is seen twice.
            if (pages == 1)
                await AddAsync(category, "00");
        }

        Assert.Equal(3, pages);
        Assert.Equal([.. ids.Order(StringComparer.Ordinal)], seen);
    }

    [Fact]
    public async Task A_page_that_is_just_full_has_no_next_one()
    {
        var category = await campaigns.AddCategoryAsync();
        await AddAsync(category, "A");
        await AddAsync(category, "B");

        var page = await ListAsync($"category_id={category}&limit=2");

        Assert.Equal((2, JsonValueKind.Null), (Ids(page).Length, page.GetProperty("next_cursor").ValueKind));
    }

    [Fact]
    public async Task An_item_is_the_campaign_as_it_is_shown()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = await AddAsync(category, "A", "validity", """{"date":"2027-01-31"}""");

        var item = Assert.Single((await ListAsync($"category_id={category}")).GetProperty("items").EnumerateArray());

        Assert.True(JsonElement.DeepEquals(await campaigns.ShowAsync(id), item), item.GetRawText());
    }

    [Fact]
    public async Task Campaigns_are_found_by_state_merchant_and_the_distributor_that_may_use_them()
    {
        var category = await campaigns.AddCategoryAsync();
        var paused = await AddAsync(category, "paused", "state", "\"paused\"");
        var others = await AddAsync(category, "merchant", "merchant_id", "\"MERCH-OTHER\"");
        var listed = await AddAsync(category, "listed", "distributors", """["DIST-002"]""");
        var closed = await AddAsync(category, "closed", "distributors", "[]");

        async Task AssertFoundAsync(string query, params string[] expected) =>
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(await ListAsync($"category_id={category}&{query}")));

        await AssertFoundAsync("state=paused", paused);
        await AssertFoundAsync("state=active", others, listed, closed);
        await AssertFoundAsync("state=ended");
        await AssertFoundAsync("merchant_id=MERCH-OTHER", others);
        await AssertFoundAsync("distributor_id=DIST-001", paused, others);
        await AssertFoundAsync("distributor_id=DIST-002", paused, others, listed);
        await AssertFoundAsync("distributor_id=DIST-002&state=active&merchant_id=MERCH", listed);
        await AssertFoundAsync("merchant_id=NOBODY");
    }

    [Theory]
    [InlineData("state=over", "state")]
    [InlineData("state=", "state")]
    [InlineData("state=active&state=paused", "state")]
    [InlineData("merchant=MERCH", "merchant")]
    [InlineData("merchant_id=%20", "merchant_id")]
    [InlineData("category_id=P%00Y", "category_id")]
    [InlineData("distributor_id=a%0Ab", "distributor_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1.0", "limit")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    public async Task A_wrong_parameter_is_400(string query, string named)
    {
        using var response = await campaigns.Operator.GetAsync($"/admin/v1/campaigns?{query}");

        await Problems.AssertFieldAsync(response, named);
    }

    [Fact]
    public async Task The_cursor_of_another_list_is_400()
    {
        var twoParts = Convert.ToBase64String(Encoding.UTF8.GetBytes("a\u001Fb")).TrimEnd('=');
        using var response = await campaigns.Operator.GetAsync($"/admin/v1/campaigns?cursor={twoParts}");

        await Problems.AssertFieldAsync(response, "cursor");
    }

    [Fact]
    public async Task A_query_of_one_campaign_is_400()
    {
        var id = await campaigns.CreateAsync();
        using var response = await campaigns.Operator.GetAsync($"/admin/v1/campaigns/{id}?fields=name");

        await Problems.AssertFieldAsync(response, "fields");
    }
}
