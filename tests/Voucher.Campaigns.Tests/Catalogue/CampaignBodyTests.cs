using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Campaigns.Tests.Catalogue;

public class CampaignBodyTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/admin/v1/campaigns";

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"x\"", "body")]
    [InlineData("{\"id\":\"A\"", "body")]
    [InlineData("{\"id\":\"A\",\"id\":\"B\"}", "body")]
    [InlineData("{\"id\":\"A\"} {}", "body")]
    [InlineData("{'id':'A'}", "body")]
    public async Task A_body_that_is_no_JSON_object_is_400(string body, string named)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull(problem["errors"]![named]);
    }

    [Theory]
    [InlineData("name", "{\"name\":\"\\ud800\"}")]
    [InlineData("body", "{\"\\ud800\":1}")]
    [InlineData("body", "{\"activation\":{\"\\ud800\":1}}")]
    public async Task Half_a_character_is_400(string named, string body)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull(problem["errors"]![named]);
    }

    [Fact]
    public async Task A_body_of_another_type_is_400()
    {
        using var content = new StringContent(Draft.Of(Draft.UniqueId()).ToJsonString());
        using var response = await campaigns.Operator.PostAsync(Path, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_huge_body_is_413()
    {
        using var response = await campaigns.SendAsync(
            HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With("name", $"\"{new string('x', 70_000)}\""));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task A_query_parameter_is_400()
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, $"{Path}?dry_run=true", Draft.Of(Draft.UniqueId()));

        await Problems.AssertFieldAsync(response, "dry_run", "there are none");
    }
}
