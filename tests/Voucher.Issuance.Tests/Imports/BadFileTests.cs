using System.Net;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>Files and uploads that are not as they should be: told by line and remedy, and nothing half done.</summary>
public sealed class BadFileTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Theory]
    [InlineData("{0}\nGR\u00dcN\n", 2, "The code has a character beyond ASCII at position 3.")]
    [InlineData("{0}\nA\u0000B\n", 2, "The code has a control character at position 2.")]
    [InlineData("{0}\n,S1\n", 2, "The code is empty.")]
    [InlineData("{0}\n\n   \nA,B,C\n", 4, "The line has 3 fields. Without a header there are a code and perhaps a serial number.")]
    [InlineData("{0}\nA\"B\n", 2, "There is a quote in the middle of a field. Put the field in quotes and double the quote.")]
    [InlineData("{0}\n\"A\"B\n", 2, "There is text behind a closing quote.")]
    [InlineData("{0}\n\"AB\n{1}\n", 2, "A quote is not closed in its line.")]
    [InlineData("{0}\n{1}\n\"AB", 3, "A quote is not closed in its line.")]
    [InlineData("{0},S1\n{1},\u00df\n", 2, "The serial number has a character beyond ASCII at position 1.")]
    [InlineData("{0}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 2, "The code has 65 characters; 64 are allowed.")]
    public async Task An_invalid_line_rejects_the_file_and_the_report_names_it(string form, long line, string detail)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, string.Format(null, form, ImportClient.NewCode(), ImportClient.NewCode())));

        Assert.Equal(("rejected", 1, 0), (import.State, import.Invalid, import.Committed));
        Assert.StartsWith("1 lines are invalid and 0 have a code that is there already. Nothing was imported.", import.Message, StringComparison.Ordinal);
        Assert.Equal($"line,problem,detail\r\n{line},invalid,\"{detail}\"\r\n", await client.ReportOfAsync(import.Id));
        Assert.Empty(await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task A_code_that_the_file_or_any_campaign_has_already_is_a_duplicate()
    {
        using var client = service.Operator();
        var (campaign, other) = (await service.AddCampaignAsync(codes: 0), await service.AddCampaignAsync(codes: 0));
        var codes = ImportClient.NewCodes(4);
        await client.EndOfAsync(await client.UploadAsync(other, codes[3]));
        await client.EndOfAsync(await client.UploadAsync(campaign, codes[2]));

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, $"{codes[0]}\n{codes[1]}\n{codes[0]}\n{codes[0]}\n{codes[2]}\n{codes[3]}"));

        Assert.Equal(("rejected", 4, 2), (import.State, import.Duplicates, import.Accepted));
        Assert.Equal(
            $"""
            line,problem,detail
            3,duplicate,"The code is in line 1 already."
            4,duplicate,"The code is in line 1 already."
            5,duplicate,"The code is in the inventory of campaign {campaign} already."
            6,duplicate,"The code is in the inventory of campaign {other} already."

            """.ReplaceLineEndings("\r\n"),
            await client.ReportOfAsync(import.Id));
        Assert.Equal([codes[2]], await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task Bad_lines_are_left_out_where_the_operator_says_so()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(2);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, $"{codes[0]}\nGR\u00dcN\n{codes[0]}\n{codes[1]}\n", "?problems=skip"));

        Assert.Equal(("completed", 4, 2, 1, 1, 2), (import.State, import.RowsRead, import.Accepted, import.Duplicates, import.Invalid, import.Committed));
        Assert.Equal(codes, await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task A_file_without_one_good_line_is_rejected_even_where_bad_ones_are_left_out()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        var import = await client.EndOfAsync(await client.UploadAsync(campaign, "\u00dc\n", "?problems=skip"));

        Assert.Equal(("rejected", "No line can be imported. The report names the problems."), (import.State, import.Message));
    }

    [Fact]
    public async Task Codes_that_are_easy_to_guess_are_refused_unless_they_are_wanted()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var prefix = ImportClient.NewCode();
        var file = string.Join('\n', Enumerable.Range(0, 2000).Select(number => $"{prefix}-{number:D5}"));

        var refused = await client.EndOfAsync(await client.UploadAsync(campaign, file));
        Assert.Equal("rejected", refused.State);
        Assert.StartsWith("The codes are easy to guess: about 1", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.EntropyBits!.Value, 10.9, 11.1);
        Assert.InRange(refused.GuessChance!.Value, 0.9, 1);
        Assert.Empty(await service.InventoryAsync(campaign));

        var wanted = await client.EndOfAsync(await client.UploadAsync(campaign, file, "?allow_guessable=true"));
        Assert.Equal(("completed", 2000), (wanted.State, wanted.Committed));
    }

    [Fact]
    public async Task A_file_without_a_line_is_refused()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        foreach (var file in new[] { "", "\n\n\r\n", "\uFEFF", "code,serial_number\n" })
        {
            using var answer = await client.UploadAsync(campaign, file);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Contains("\"body\":[\"The file has no codes.\"]", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/csv; charset=windows-1252", HttpStatusCode.UnsupportedMediaType, "Save the file as UTF-8.")]
    [InlineData("application/json", HttpStatusCode.UnsupportedMediaType, "Send text/csv, or text/plain")]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType, "Send text/csv, or text/plain")]
    public async Task Other_types_are_refused_with_the_remedy(string type, HttpStatusCode status, string detail)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        using var answer = await client.UploadAsync(campaign, ImportClient.NewCode(), type: type);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?problems=ignore", "\"problems\":[\"Must be one of: reject, skip.\"]")]
    [InlineData("?allow_guessable=1", "\"allow_guessable\":[\"Must be one of: true, false.\"]")]
    [InlineData("?skip=true", "\"skip\":[\"Unknown parameter. Known are: problems, allow_guessable.\"]")]
    public async Task Wrong_parameters_are_named(string query, string error)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        using var answer = await client.UploadAsync(campaign, ImportClient.NewCode(), query);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(error, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codes_for_a_campaign_that_there_is_not_are_refused_before_they_are_read()
    {
        using var client = service.Operator();
        using var answer = await client.UploadAsync("CAMP-TYPO", ImportClient.NewCode());
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no campaign 'CAMP-TYPO'.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await service.StateOfLastImportAsync("CAMP-TYPO"));
    }

    [Fact]
    public async Task Codes_for_a_campaign_that_has_ended_for_good_are_refused()
    {
        using var client = service.Operator();
        service.Campaigns.Set("ENDED", CampaignsDouble.Active("CAMP-ENDED") with { State = "ended" });
        using var answer = await client.UploadAsync("CAMP-ENDED", ImportClient.NewCode());
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Campaign 'CAMP-ENDED' has ended for good", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(await service.StateOfLastImportAsync("CAMP-ENDED"));
    }

    [Fact]
    public async Task While_Campaigns_is_away_nothing_is_imported_and_the_operator_is_asked_to_come_again()
    {
        await using var one = await IssuanceService.StartAsync();
        using var client = one.Operator();
        var campaign = await one.AddCampaignAsync(codes: 0);
        one.Campaigns.FailWith = 500;
        using var answer = await client.UploadAsync(campaign, ImportClient.NewCode());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(0, await one.ReadAsync<long>("SELECT count(*) FROM imports"));
    }
}
