using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.ContractS1;

/// <summary>Two-phase dispense, in either shape: a voucher that is asked for with <c>confirm_within_seconds</c> has to be confirmed.</summary>
[Collection(Platform.Name)]
public class ConfirmationTests(Platform platform)
{
    private readonly string id = Till.NewRequestId();

    public static TheoryData<bool> Shapes => [true, false];

    private Task<PosAnswer> RequestAsync(SeededCampaign campaign, bool isOrdered, JsonNode? seconds, string? requestId = null)
    {
        var body = isOrdered ? Till.GoodBody(requestId ?? id, campaign.CategoryId) : Pos.GoodBody(campaign.CategoryId);
        body["confirm_within_seconds"] = seconds;
        return platform.Pos.SendAsync(body.ToJsonString(), request => request.SetHeader(Pos.IdempotencyKey, requestId ?? id));
    }

    private static void AssertConfirmed(PosAnswer answer, PosAnswer voucher, string requestId)
    {
        Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8"), (answer.Status, answer.ContentHeaders.ContentType?.ToString()));
        Assert.Equal(["status", "request_id", "campaign_id", "issued_at", "confirmed_at"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ("confirmed", requestId, voucher.Text("campaign_id"), voucher.Text("issued_at")),
            (answer.Text("status"), answer.Text("request_id"), answer.Text("campaign_id"), answer.Text("issued_at")));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", answer.Text("confirmed_at"));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_voucher_that_has_to_be_confirmed_says_until_when_and_is_confirmed_for_good(bool isOrdered)
    {
        var campaign = await platform.Seeder.AddAsync();

        var voucher = (await RequestAsync(campaign, isOrdered, 600)).AssertIssued(campaign);
        var issuedAt = DateTimeOffset.Parse(voucher.Text("issued_at"), CultureInfo.InvariantCulture);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", voucher.Text("confirm_by"));
        // Reckoned from when the voucher is written, a moment after its code is claimed.
        Assert.InRange((DateTimeOffset.Parse(voucher.Text("confirm_by"), CultureInfo.InvariantCulture) - issuedAt).TotalSeconds, 600, 615);

        var confirmed = await platform.Pos.ConfirmAsync(id);
        AssertConfirmed(confirmed, voucher, id);
        Assert.Equal(confirmed.Body, (await platform.Pos.ConfirmAsync(id)).Body);
        var replay = await RequestAsync(campaign, isOrdered, 600);
        Assert.Equal((voucher.Body, "true"), (replay.Body, replay.ReplayedHeader));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_voucher_that_is_not_confirmed_in_time_goes_back_and_its_request_is_answered_409_for_ever(bool isOrdered)
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 });
        var voucher = (await RequestAsync(campaign, isOrdered, 1)).AssertIssued(campaign);
        (await RequestAsync(campaign, isOrdered, seconds: null, Till.NewRequestId())).AssertUnavailable();

        var next = Till.NewRequestId();
        var later = await Eventually.HoldsAsync(() => RequestAsync(campaign, isOrdered, seconds: null, next), answer => answer.Status == HttpStatusCode.OK);

        Assert.Equal(voucher.Code, later.AssertIssued(campaign).Code);
        (await RequestAsync(campaign, isOrdered, 1)).AssertUnavailable();
        Assert.Equal(HttpStatusCode.Conflict, (await platform.Pos.ConfirmAsync(id)).Status);
        AssertConfirmed(await platform.Pos.ConfirmAsync(next), later, next);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Without_the_field_nothing_changes_and_a_confirmation_answers_the_time_of_issue(bool isOrdered)
    {
        var campaign = await platform.Seeder.AddAsync();

        var voucher = (await RequestAsync(campaign, isOrdered, seconds: null)).AssertIssued(campaign);
        Assert.False(voucher.Json.TryGetProperty("confirm_by", out _));

        var confirmed = await platform.Pos.ConfirmAsync(id);
        AssertConfirmed(confirmed, voucher, id);
        Assert.Equal(voucher.Text("issued_at"), confirmed.Text("confirmed_at"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("601")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"60\"")]
    [InlineData("true")]
    [InlineData("[60]")]
    [InlineData("99999999999999999999")]
    public async Task A_time_that_is_no_whole_number_of_1_to_600_seconds_is_400_and_named(string json)
    {
        var campaign = await platform.Seeder.AddAsync();
        foreach (var isOrdered in new[] { true, false })
        {
            var answer = (await RequestAsync(campaign, isOrdered, JsonNode.Parse(json))).AssertInvalid();
            Assert.Equal(["confirm_within_seconds"], answer.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        }
        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task Whoever_has_to_confirm_needs_a_request_id()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId);
        body["confirm_within_seconds"] = 60;

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertInvalid();

        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task Another_time_is_another_parameter()
    {
        var campaign = await platform.Seeder.AddAsync();
        (await RequestAsync(campaign, isOrdered: true, 600)).AssertIssued(campaign);

        (await RequestAsync(campaign, isOrdered: true, 599)).AssertInvalid();
        (await RequestAsync(campaign, isOrdered: true, seconds: null)).AssertInvalid();
    }

    [Fact]
    public async Task Only_the_distributor_itself_can_confirm()
    {
        var campaign = await platform.Seeder.AddAsync();
        var voucher = (await RequestAsync(campaign, isOrdered: true, 600)).AssertIssued(campaign);

        Assert.Equal(HttpStatusCode.NotFound, (await platform.Pos.ConfirmAsync(id, request => request.ShowToken(Distributor.Second.Token))).Status);
        (await platform.Pos.ConfirmAsync(id, request => request.Headers.Authorization = null)).AssertUnauthorized();
        (await platform.Pos.ConfirmAsync(id, request => request.ShowToken("demo-operator"))).AssertUnauthorized();
        AssertConfirmed(await platform.Pos.ConfirmAsync(id), voucher, id);
    }

    [Fact]
    public async Task An_id_that_has_no_voucher_is_404_and_another_method_405()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await platform.Pos.ConfirmAsync(id)).Status);
        var answer = await platform.Pos.ConfirmAsync(id, request => request.Method = HttpMethod.Put);
        Assert.Equal(["POST"], answer.AssertError(HttpStatusCode.MethodNotAllowed, "method not allowed").ContentHeaders.Allow);
    }
}
