using System.Net;
using System.Text;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>Importing files that are as they should be, in all the forms in which merchants send them.</summary>
public sealed class UploadTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task Codes_of_a_file_are_in_the_inventory_once_in_the_order_of_its_lines_and_a_till_gets_the_first()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(25_000);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, string.Join('\n', codes)));

        Assert.Equal("completed", import.State);
        Assert.Equal((25_000, 25_000, 0, 0, 25_000), (import.RowsRead, import.Accepted, import.Duplicates, import.Invalid, import.Committed));
        Assert.Equal(codes, await service.InventoryAsync(campaign));
        Assert.Equal(25_000, await service.ReadAsync<long>("SELECT last_seq FROM pools WHERE campaign_id = @campaign", new { campaign }));
        Assert.Equal(codes[0], (await service.ClaimAsync(campaign))!.Code);
        Assert.False(await service.ReadAsync<bool>($"SELECT to_regclass('import_lines_{import.Id}') IS NOT NULL"));
    }

    [Theory]
    [InlineData("{0},S1\n{1},S2\n{2},S3\n")]
    [InlineData("{0},S1\n{1},S2\n{2},S3")]
    [InlineData("\uFEFF{0},S1\r\n{1},S2\r\n\r\n\r\n{2},S3\r\n")]
    [InlineData("code,serial_number\n{0},S1\n{1},S2\n{2},S3\n")]
    [InlineData("Serial Number;Größe;CODE\n S1 ;klein; {0} \nS2;;{1}\n\"S3\";\"a;b\";\"{2}\"\n")]
    [InlineData("\"{0}\"\t\"S1\"\n\"{1}\"\tS2\n{2}\tS3\n")]
    public async Task Separators_quotes_headers_line_ends_and_empty_lines_may_be_any(string form)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(3);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, string.Format(null, form, codes)));

        Assert.Equal(("completed", 3), (import.State, import.RowsRead));
        Assert.Equal([$"{codes[0]}/S1", $"{codes[1]}/S2", $"{codes[2]}/S3"], await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task A_file_in_UTF_16_with_a_byte_order_mark_is_read()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(2);

        var file = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(string.Join("\r\n", codes))).ToArray();
        var import = await client.EndOfAsync(await client.UploadAsync(campaign, file));

        Assert.Equal("completed", import.State);
        Assert.Equal(codes, await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task Plain_text_has_a_code_a_line_and_quotes_in_it_are_characters()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(3);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, $"{codes[0]}\n\n\"{codes[1]}\"\n{codes[2]}\tS3\n", type: "text/plain; charset=utf-8"));

        Assert.Equal("completed", import.State);
        Assert.Equal([codes[0], $"\"{codes[1]}\"", $"{codes[2]}/S3"], await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task A_second_file_goes_behind_the_first()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var (first, second) = (ImportClient.NewCodes(3), ImportClient.NewCodes(2));

        await client.EndOfAsync(await client.UploadAsync(campaign, string.Join('\n', first)));
        await client.EndOfAsync(await client.UploadAsync(campaign, string.Join('\n', second)));

        Assert.Equal(first.Concat(second), await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task An_import_is_listed_shown_logged_and_followed_to_its_end()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var import = await client.EndOfAsync(await client.UploadAsync(campaign, ImportClient.NewCode()));

        var list = await client.GetStringAsync($"/admin/v1/campaigns/{campaign}/imports");
        Assert.StartsWith($$"""{"items":[{"id":{{import.Id}},"campaign_id":"{{campaign}}","source":"upload","state":"completed","problems":"reject",""", list, StringComparison.Ordinal);
        Assert.EndsWith("],\"next_cursor\":null}", list, StringComparison.Ordinal);
        Assert.Equal(list, $$"""{"items":[{{await client.GetStringAsync($"/admin/v1/imports/{import.Id}")}}],"next_cursor":null}""");
        var audit = await client.GetStringAsync($"/admin/v1/audit/codes?subject={campaign}");
        Assert.Contains("\"actor\":\"OPERATOR\",\"action\":\"import.upload\",\"subject_kind\":\"campaign\"", audit, StringComparison.Ordinal);
        Assert.Equal("done", Assert.Single(await client.EventsOfAsync(import.Id)).Name);
    }

    [Fact]
    public async Task Pages_of_imports_follow_one_another()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
            ids.Add((await client.EndOfAsync(await client.UploadAsync(campaign, ImportClient.NewCode()))).Id);

        var seen = new List<long>();
        for (string? cursor = ""; cursor is not null;)
        {
            using var page = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(
                $"/admin/v1/campaigns/{campaign}/imports?limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}"));
            seen.AddRange(page.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
            cursor = page.RootElement.GetProperty("next_cursor").GetString();
        }

        Assert.Equal(ids.AsEnumerable().Reverse(), seen);
    }

    [Theory]
    [InlineData("/admin/v1/imports/1")]
    [InlineData("/admin/v1/imports/1/events")]
    [InlineData("/admin/v1/imports/1/report")]
    [InlineData("/admin/v1/campaigns/C/imports")]
    [InlineData("/admin/v1/audit/codes")]
    public async Task Only_operators_see_imports(string path)
    {
        using var distributor = service.ClientOf("DIST-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await distributor.GetAsync(path)).StatusCode);
        using var nobody = service.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/admin/v1/imports/1?verbose=true")]
    [InlineData("GET", "/admin/v1/imports/1/events?from=1")]
    [InlineData("GET", "/admin/v1/imports/1/report?format=json")]
    [InlineData("POST", "/admin/v1/imports/1/cancel?now=true")]
    [InlineData("GET", "/admin/v1/campaigns/C/imports?state=failed")]
    [InlineData("GET", "/admin/v1/campaigns/C/imports?limit=0")]
    [InlineData("GET", "/admin/v1/campaigns/C/imports?limit=10&limit=20")]
    [InlineData("GET", "/admin/v1/campaigns/C/imports?cursor=AAAA")]
    [InlineData("GET", "/admin/v1/campaigns/C/imports?cursor=%00")]
    [InlineData("GET", "/admin/v1/campaigns/C/stock?at=now")]
    [InlineData("GET", "/admin/v1/stock?limit=201")]
    [InlineData("GET", "/admin/v1/stock?cursor=!!")]
    [InlineData("POST", "/admin/v1/campaigns/C/codes/withdraw?all=true")]
    [InlineData("POST", "/admin/v1/campaigns/C/codes/generate?count=1")]
    [InlineData("GET", "/admin/v1/audit/codes?who=me")]
    [InlineData("GET", "/admin/v1/audit/codes?from=yesterday")]
    public async Task A_query_that_would_be_ignored_or_cannot_be_read_is_refused(string method, string path)
    {
        using var client = service.Operator();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("\"errors\":{\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/events")]
    [InlineData("/report")]
    public async Task An_import_that_there_never_was_is_not_found(string part)
    {
        using var client = service.Operator();
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/admin/v1/imports/999999{part}")).StatusCode);
    }
}
