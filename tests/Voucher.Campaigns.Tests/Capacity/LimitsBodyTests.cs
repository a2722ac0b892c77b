using System.Net;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Tests.Capacity;

public class LimitsBodyTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/admin/v1/campaigns";
    private const string WholeNumber = "whole number from 1 to 1000000000";
    private const string Percent = "whole number from 1 to 100";
    private const string TimeOfDay = "from 00:00 to 23:59";

    /// <summary>The limits, the field that the answer names, and part of the remedy.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "5000", "limits", "JSON object" },
        { "\"none\"", "limits", "JSON object" },
        { "[]", "limits", "JSON object" },
        { "false", "limits", "JSON object" },
        { "{}", "limits", "set limits to null" },
        { """{"total":null,"fair_share":null}""", "limits", "at least one of total, per_day, per_distributor_day, per_terminal_day" },
        { """{"total":1,"per_hour":5}""", "limits.per_hour", "Unknown field" },
        { """{"total":1,"Per_day":5}""", "limits.Per_day", "Known are: total, per_day, per_distributor_day, per_terminal_day, fair_share" },
        { """{"total":1,"fair_share":40,"per_day":5}""", "limits.fair_share", "JSON object" },
        { """{"fair_share":{"percent":40}}""", "limits.per_day", "set fair_share to null" },
        { """{"total":9,"fair_share":{"percent":40}}""", "limits.per_day", "required with a fair share" },
        { """{"per_day":9,"fair_share":{}}""", "limits.fair_share.percent", "required" },
        { """{"per_day":9,"fair_share":{"percent":null,"borrow_from":"18:00"}}""", "limits.fair_share.percent", "required" },
        { """{"per_day":9,"fair_share":{"percent":40,"floor":1}}""", "limits.fair_share.floor", "Unknown field" },
        { Shared("{}"), "limits.fair_share.distributors", "list of 0 to 1000" },
        { Shared("\"all\""), "limits.fair_share.distributors", "list of 0 to 1000" },
        { Shared("""["DIST-001"]"""), "limits.fair_share.distributors[0]", "JSON object" },
        { Shared("[null]"), "limits.fair_share.distributors[0]", "JSON object" },
        { Shared("""[{"percent":5}]"""), "limits.fair_share.distributors[0].distributor_id", "required" },
        { Shared("""[{"distributor_id":"DIST-001"}]"""), "limits.fair_share.distributors[0].percent", "required" },
        { Shared("""[{"distributor_id":"DIST-001","percent":5,"name":"x"}]"""), "limits.fair_share.distributors[0].name", "Unknown field" },
        { Shared("""[{"distributor_id":7,"percent":5}]"""), "limits.fair_share.distributors[0].distributor_id", "a text" },
        { Shared("""[{"distributor_id":"DIST 1","percent":5}]"""), "limits.fair_share.distributors[0].distributor_id", "1 to 64 letters" },
        { Shared("""[{"distributor_id":"DIST-001","percent":5},{"distributor_id":"DIST-001","percent":6}]"""), "limits.fair_share.distributors", "'DIST-001' is named twice" },
        { Shared("""[{"distributor_id":"DIST-002","percent":5},{"distributor_id":"DIST-NOBODY","percent":6}]"""), "limits.fair_share.distributors", "no distributor 'DIST-NOBODY'; create it first" },
        { Shared("""[{"distributor_id":"MERCH","percent":5}]"""), "limits.fair_share.distributors", "'MERCH' is no distributor" },
        { Shared("""[{"distributor_id":"DIST-GONE","percent":5}]"""), "limits.fair_share.distributors", "'DIST-GONE' is disabled; enable it first" },
    };

    public static TheoryData<string> NoLimit => ["0", "-1", "1.5", "1.0", "1e3", "1E0", "1000000001", "9223372036854775808", "1e99", "\"5\"", "true", "[5]", "{}"];

    public static TheoryData<string> NoPercent => ["0", "-1", "101", "0.5", "40.0", "1e1", "1e99", "\"40\"", "\"40%\"", "false", "[40]"];

    public static TheoryData<string> NoTimeOfDay =>
    [
        "\"24:00\"", "\"6:00\"", "\"06:60\"", "\"06:00:00\"", "\"6 pm\"", "\"0600\"", "\" 06:00\"", "\"-1:00\"", "\"١٨:٠٠\"", "\"18:00Z\"", "1800", "18", "true", "[\"18:00\"]", "\"\"",
    ];

    private static string Shared(string distributors) => $$$"""{"per_day":9,"fair_share":{"percent":40,"distributors":{{{distributors}}}}}""";

    [Theory]
    [MemberData(nameof(Wrong))]
    public Task What_is_wrong_is_named_with_its_remedy(string limits, string named, string remedy) => AssertRefusedAsync(limits, named, remedy);

    [Theory]
    [MemberData(nameof(NoLimit))]
    public async Task A_limit_is_a_whole_number(string value)
    {
        foreach (var field in (string[])["total", "per_day", "per_distributor_day", "per_terminal_day"])
            await AssertRefusedAsync($$"""{"{{field}}":{{value}}}""", $"limits.{field}", WholeNumber);
    }

    [Theory]
    [MemberData(nameof(NoPercent))]
    public async Task A_share_is_a_percentage(string value)
    {
        await AssertRefusedAsync($$$"""{"per_day":9,"fair_share":{"percent":{{{value}}}}}""", "limits.fair_share.percent", Percent);
        await AssertRefusedAsync(
            Shared($$"""[{"distributor_id":"DIST-001","percent":5},{"distributor_id":"DIST-002","percent":{{value}}}]"""), "limits.fair_share.distributors[1].percent", Percent);
    }

    [Theory]
    [MemberData(nameof(NoTimeOfDay))]
    public Task Borrowing_begins_at_a_time_of_the_day(string value) => AssertRefusedAsync(
        $$$"""{"per_day":9,"fair_share":{"percent":40,"borrow_from":{{{value}}}}}""",
        "limits.fair_share.borrow_from",
        value is "\"\"" ? "blank" : value[0] == '"' ? TimeOfDay : "a text");

    [Theory]
    [InlineData("00:00")]
    [InlineData("23:59")]
    public async Task Borrowing_may_begin_at_any_minute(string time)
    {
        var created = await CreateAsync($$$"""{"per_day":9,"fair_share":{"percent":40,"borrow_from":"{{{time}}}"}}""");

        Assert.Equal(time, created.GetProperty("limits").GetProperty("fair_share").GetProperty("borrow_from").GetString());
    }

    [Theory]
    [InlineData("""{"total":1}""", """{"total":1,"per_day":null,"per_distributor_day":null,"per_terminal_day":null,"fair_share":null}""")]
    [InlineData(
        """{"per_terminal_day":1000000000,"per_distributor_day":null}""",
        """{"total":null,"per_day":null,"per_distributor_day":null,"per_terminal_day":1000000000,"fair_share":null}""")]
    [InlineData(
        """{"per_day":9,"fair_share":{"percent":100}}""",
        """{"total":null,"per_day":9,"per_distributor_day":null,"per_terminal_day":null,"fair_share":{"percent":100,"distributors":[],"borrow_from":null}}""")]
    [InlineData("null", "null")]
    public async Task What_is_not_said_is_shown_as_null(string sent, string shown)
    {
        var created = await CreateAsync(sent);

        Assert.Equal(shown, created.GetProperty("limits").GetRawText());
        Assert.Equal(shown, (await campaigns.ShowAsync(created.GetProperty("id").GetString()!)).GetProperty("limits").GetRawText());
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public async Task A_share_of_their_own_have_at_most_1000_distributors(int count, bool isTaken)
    {
        var shares = Enumerable.Range(0, count).Select(i => new { distributor_id = $"DIST-SHARE-{i:D4}", percent = 1 + (i % 100) }).ToArray();
        foreach (var share in shares)
            campaigns.Auth.Set(share.distributor_id, PrincipalKinds.Distributor);

        using var response = await SendAsync(Shared(JsonSerializer.Serialize(shares)));

        Assert.Equal(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
    }

    private Task<JsonElement> CreateAsync(string limits) => campaigns.CreateAsync(Draft.Of(Draft.UniqueId()).With("limits", limits));

    private Task<HttpResponseMessage> SendAsync(string limits)
    {
        var draft = Draft.Of(Draft.UniqueId()).ToJsonString();
        // Not by way of nodes, which write numbers as they like.
        return campaigns.SendAsync(HttpMethod.Post, Path, $"{draft[..^1]},\"limits\":{limits}}}");
    }

    private async Task AssertRefusedAsync(string limits, string named, string remedy)
    {
        var before = await campaigns.VersionAsync();

        using var response = await SendAsync(limits);

        await Problems.AssertFieldAsync(response, named, remedy);
        Assert.Equal(before, await campaigns.VersionAsync());
    }
}
