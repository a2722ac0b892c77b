using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Campaigns.Tests.Catalogue;

public class CampaignFieldTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/admin/v1/campaigns";
    private const string SpringForward = """{"start_at":"2027-03-27T23:00:00Z","end_at":"2027-03-28T22:00:00Z","time_zone":"Europe/Berlin"}""";

    /// <summary>Field of the campaign, its value in JSON, the field that the answer names, and part of the remedy.</summary>
    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "id", "7", "id", "a text" },
        { "id", "\"\"", "id", "blank" },
        { "id", "\"-CAMP\"", "id", "1 to 64 letters" },
        { "id", "\"CAMP 1\"", "id", "1 to 64 letters" },
        { "id", "\"CAMP/1\"", "id", "1 to 64 letters" },
        { "id", $"\"{new string('x', 65)}\"", "id", "1 to 64 letters" },
        { "id", "\"CAMP\\u00001\"", "id", "control" },
        { "id", "\"CAMP-1\\n\"", "id", "control" },
        { "id", "null", "id", "required" },
        { "name", "[\"x\"]", "name", "a text" },
        { "name", "\"  \"", "name", "blank" },
        { "name", "\"a\\tb\"", "name", "control" },
        { "name", $"\"{new string('x', 257)}\"", "name", "256" },
        { "merchant_id", "true", "merchant_id", "a text" },
        { "merchant_id", "\"MERCH-NOBODY\"", "merchant_id", "no merchant 'MERCH-NOBODY'" },
        { "merchant_id", "\"DIST-001\"", "merchant_id", "'DIST-001' is no merchant" },
        { "merchant_id", "\"MERCH-GONE\"", "merchant_id", "'MERCH-GONE' is disabled" },
        { "categories", "[]", "categories", "1 to 50" },
        { "categories", "\"PAY\"", "categories", "list" },
        { "categories", "{}", "categories", "list" },
        { "categories", "[1]", "categories[0]", "a text" },
        { "categories", "[\"PAY\",\"pay day\"]", "categories[1]", "1 to 64 letters" },
        { "categories", "[\"PAY\",\"GAM\",\"PAY\"]", "categories", "'PAY' is named twice" },
        { "categories", "[\"PAY\",\"NOPE\",\"NADA\"]", "categories", "'NADA', 'NOPE'" },
        { "distributors", "\"everybody\"", "distributors", "\"all\"" },
        { "distributors", "\"\"", "distributors", "" },
        { "distributors", "{\"all\":true}", "distributors", "\"all\"" },
        { "distributors", "[\"DIST-001\",null]", "distributors[1]", "a text" },
        { "distributors", "[\"DIST-001\",\"DIST-001\"]", "distributors", "'DIST-001' is named twice" },
        { "distributors", "[\"DIST-001\",\"DIST-NOBODY\"]", "distributors", "no distributor 'DIST-NOBODY'" },
        { "distributors", "[\"MERCH\"]", "distributors", "'MERCH' is no distributor" },
        { "distributors", "[\"DIST-GONE\"]", "distributors", "'DIST-GONE' is disabled" },
        { "start_at", "1764543600", "start_at", "a text" },
        { "start_at", "\"2026-12-01\"", "start_at", "offset" },
        { "start_at", "\"2026-12-01T00:00:00\"", "start_at", "offset" },
        { "start_at", "\"2026-12-01T00:00:00.5Z\"", "start_at", "whole seconds" },
        { "start_at", "\"2026-02-30T00:00:00Z\"", "start_at", "offset" },
        { "start_at", "\"0001-01-01T00:00:00Z\"", "start_at", "2000 to 2199" },
        { "end_at", "\"9999-12-31T23:59:59Z\"", "end_at", "2000 to 2199" },
        { "end_at", "\"0001-01-01T00:00:00+14:00\"", "end_at", "offset" },
        { "time_zone", "\"Europe/Nowhere\"", "time_zone", "IANA" },
        { "time_zone", "\"europe/berlin\"", "time_zone", "IANA" },
        { "time_zone", "\"CET\"", "time_zone", "IANA" },
        { "time_zone", "\"Europe/../Europe/Berlin\"", "time_zone", "IANA" },
        { "time_zone", "\"right/Europe/Berlin\"", "time_zone", "IANA" },
        { "time_zone", "60", "time_zone", "a text" },
        { "priority", "\"100\"", "priority", "0 to 1000000" },
        { "priority", "1.5", "priority", "0 to 1000000" },
        { "priority", "-1", "priority", "0 to 1000000" },
        { "priority", "1e99", "priority", "0 to 1000000" },
        { "currency", "\"EUR\"", "value", "with a currency" },
        { "acquisition", "\"stolen\"", "acquisition", "free, bought" },
        { "product_format", "\"Paper\"", "product_format", "digital, paper" },
        { "product_id", "{}", "product_id", "a text" },
        { "bundle_item_id", "\"\"", "bundle_item_id", "blank" },
        { "terms", "\"\"", "terms", "blank" },
        { "terms", "\"Line\\tbreak\"", "terms", "control characters" },
        { "terms", "[\"one\"]", "terms", "a text" },
        { "state", "\"ended\"", "state", "active, paused" },
        { "colour", "\"red\"", "colour", "Unknown field" },
        { "revision", "7", "revision", "Unknown field" },
        { "activation", "\"2026-12-01\"", "activation", "object" },
        { "activation", "{}", "activation", "either" },
        { "activation", "{\"date\":\"2026-12-01\",\"days_after_issue\":1}", "activation", "either" },
        { "activation", "{\"days_after_issue\":1,\"hour\":3}", "activation.hour", "Unknown field" },
        { "validity", "{\"date\":\"2026-02-29\"}", "validity.date", "a day" },
        { "validity", "{\"date\":\"31.12.2026\"}", "validity.date", "a day" },
        { "validity", "{\"date\":\"2200-01-01\"}", "validity.date", "2000 to 2199" },
        { "validity", "{\"days_after_issue\":-1}", "validity.days_after_issue", "0 to 3650" },
        { "validity", "{\"days_after_issue\":3651}", "validity.days_after_issue", "0 to 3650" },
        { "validity", "{\"days_after_issue\":\"30\"}", "validity.days_after_issue", "0 to 3650" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_value_is_400_names_its_field_and_creates_nothing(string field, string json, string named, string remedy)
    {
        var before = await campaigns.VersionAsync();

        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With(field, json));

        await Problems.AssertFieldAsync(response, named, remedy);
        Assert.Equal(before, await campaigns.VersionAsync());
    }

    [Theory]
    [InlineData("id")]
    [InlineData("merchant_id")]
    [InlineData("name")]
    [InlineData("categories")]
    [InlineData("distributors")]
    public async Task A_field_that_is_required_is_missed(string field)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With(field, json: null));

        await Problems.AssertFieldAsync(response, field, "required");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("\"10,00\"")]
    [InlineData("\"+10\"")]
    [InlineData("\"-10\"")]
    [InlineData("\"010\"")]
    [InlineData("\"1e3\"")]
    [InlineData("\"10.\"")]
    [InlineData("\".5\"")]
    [InlineData("\"0.00\"")]
    [InlineData("\"10.00001\"")]
    [InlineData("\"1000000000000\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"١٠\"")]
    public async Task A_value_is_a_decimal_number_as_a_text(string value)
    {
        using var response = await campaigns.SendAsync(
            HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With("value", value).With("currency", "\"EUR\""));

        await Problems.AssertFieldAsync(response, "value", "decimal number above 0");
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.00")]
    [InlineData("0.0001")]
    [InlineData("999999999999.9999")]
    public async Task A_value_is_shown_with_the_digits_that_it_was_given(string value)
    {
        var created = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId()).With("value", $"\"{value}\"").With("currency", "\"EUR\""));

        Assert.Equal(value, created.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"eur\"")]
    [InlineData("\"EURO\"")]
    [InlineData("978")]
    public async Task A_value_needs_its_currency(string currency)
    {
        using var response = await campaigns.SendAsync(
            HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With("value", "\"10.00\"").With("currency", currency));

        await Problems.AssertFieldAsync(response, "currency");
    }

    /// <summary>What is wrong about fields together; the first field named is the one that the answer names.</summary>
    [Theory]
    [InlineData("end_at", """{"start_at":"2026-12-02T00:00:00Z","end_at":"2026-12-01T00:00:00Z"}""")]
    [InlineData("end_at", """{"start_at":"2026-12-01T00:00:00Z","end_at":"2026-12-01T01:00:00+01:00"}""")]
    [InlineData("validity", """{"activation":{"date":"2026-12-02"},"validity":{"date":"2026-12-01"}}""")]
    [InlineData("validity", """{"activation":{"days_after_issue":2},"validity":{"days_after_issue":1}}""")]
    [InlineData("validity", """{"start_at":"2026-12-02T00:00:00Z","validity":{"date":"2026-12-01"}}""")]
    [InlineData("validity", """{"start_at":"2026-12-01T23:30:00Z","time_zone":"Europe/Berlin","validity":{"date":"2026-12-01"}}""")]
    [InlineData("validity", """{"start_at":"2026-12-01T00:00:00Z","activation":{"days_after_issue":31},"validity":{"date":"2026-12-31"}}""")]
    [InlineData("validity", """{"end_at":"2026-12-01T00:00:00Z","activation":{"date":"2026-12-31"},"validity":{"days_after_issue":30}}""")]
    [InlineData("activation", """{"end_at":"2026-12-31T00:00:00Z","activation":{"date":"2026-12-31"}}""")]
    [InlineData("activation", """{"start_at":"2026-12-01T00:00:00Z","end_at":"2026-12-31T00:00:00Z","activation":{"days_after_issue":30}}""")]
    public async Task Times_and_days_by_which_no_voucher_could_be_used_are_400(string named, string fields)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, DraftWith(fields));

        await Problems.AssertFieldAsync(response, named);
    }

    [Theory]
    [InlineData("""{"start_at":"2026-12-01T00:00:00Z","end_at":"2026-12-01T00:00:01Z"}""")]
    [InlineData("""{"activation":{"date":"2026-12-01"},"validity":{"date":"2026-12-01"}}""")]
    [InlineData("""{"activation":{"days_after_issue":0},"validity":{"days_after_issue":0}}""")]
    [InlineData("""{"start_at":"2026-12-01T00:00:00Z","activation":{"days_after_issue":30},"validity":{"date":"2026-12-31"}}""")]
    [InlineData("""{"end_at":"2026-12-02T00:00:00Z","activation":{"date":"2026-12-31"},"validity":{"days_after_issue":30}}""")]
    [InlineData("""{"start_at":"2026-12-01T23:30:00Z","time_zone":"Europe/Berlin","validity":{"date":"2026-12-02"}}""")]
    [InlineData("""{"end_at":"2026-12-31T00:00:01Z","activation":{"date":"2026-12-31"}}""")]
    [InlineData("""{"start_at":"2026-12-01T00:00:00Z","end_at":"2026-12-31T00:00:00Z","activation":{"days_after_issue":29}}""")]
    [InlineData(SpringForward)]
    public async Task Times_and_days_that_just_fit_are_taken(string fields) => await campaigns.CreateAsync(DraftWith(fields));

    [Fact]
    public async Task Times_are_taken_with_any_offset_and_shown_in_UTC()
    {
        var created = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId()).With("start_at", "\"2026-12-01T00:00:00+01:00\""));

        Assert.Equal("2026-11-30T23:00:00Z", created.GetProperty("start_at").GetString());
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public async Task A_campaign_has_at_most_50_categories(int count, bool isTaken)
    {
        var categories = new JsonArray();
        for (var i = 0; i < count; i++)
            categories.Add(await campaigns.AddCategoryAsync());

        using var response = await campaigns.SendAsync(HttpMethod.Post, Path, Draft.Of(Draft.UniqueId()).With("categories", categories.ToJsonString()));

        Assert.Equal(isTaken ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static JsonObject DraftWith(string fields)
    {
        var draft = Draft.Of(Draft.UniqueId());
        foreach (var (field, value) in JsonNode.Parse(fields)!.AsObject())
            draft[field] = value?.DeepClone();
        return draft;
    }
}
