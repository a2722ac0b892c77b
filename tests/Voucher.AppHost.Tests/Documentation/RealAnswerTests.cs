using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Voucher.Gateway.Tests.Documentation;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Documentation;

/// <summary>What the running system answers is what its document says.</summary>
[Collection(Platform.Name)]
public sealed class RealAnswerTests(Platform platform) : IAsyncLifetime
{
    private DescribedAnswer described = null!;
    private OperatorsStock stock = null!;

    public async Task InitializeAsync()
    {
        described = await DescribedAnswer.ByAsync(platform.Gateway);
        stock = await OperatorsStock.MakeAsync(platform, described);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Each_GET_answers_as_described()
    {
        await RequestAsync("no-such-category");
        foreach (var operation in described.Document.Operations.Where(operation => operation.Method == "GET" && operation.Callers.Count > 0))
        {
            using var caller = CallerOf(operation);
            using var answer = await caller.GetAsync(PathOf(operation));
            await described.AssertAsync(answer);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Each_operation_of_operators_refuses_a_stranger_a_distributor_and_what_it_does_not_know_as_described()
    {
        using var distributor = Distributor();
        foreach (var operation in described.Document.Operations.Where(operation => operation.IsForOperators))
        {
            await AssertAsync(platform.Gateway, operation, "", HttpStatusCode.Unauthorized);
            await AssertAsync(distributor, operation, "", HttpStatusCode.Forbidden);
            await AssertAsync(platform.Operator, operation, "unknown=1", HttpStatusCode.BadRequest);
            if (described.Document.ParametersOf(operation).Any(parameter => parameter.GetProperty("name").GetString() == "cursor"))
                await AssertAsync(platform.Operator, operation, "limit=0&cursor=x&other=1", HttpStatusCode.BadRequest);
            if (operation.Said.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _))
                await AssertAsync(platform.Operator, operation, "", HttpStatusCode.BadRequest, new { nothing = "known" });
        }
    }

    [Fact]
    public async Task Each_question_of_partners_refuses_a_stranger_an_operator_and_what_it_does_not_know_as_described()
    {
        foreach (var operation in described.Document.Operations.Where(
            operation => operation is { IsForOperators: false, Method: "GET", Callers.Count: > 0 }))
        {
            using var caller = CallerOf(operation);
            await AssertAsync(platform.Gateway, operation, "", HttpStatusCode.Unauthorized);
            await AssertAsync(platform.Operator, operation, "", HttpStatusCode.Forbidden);
            await AssertAsync(caller, operation, "unknown=1", HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Journals_and_what_cannot_be_found_or_exported_are_answered_as_described()
    {
        using var distributor = Distributor();
        foreach (var (type, text, query, status) in new[]
        {
            ("text/csv", "request_id\na-sale\nanother", "", HttpStatusCode.Created),
            ("application/x-ndjson", """{"request_id":"a-sale","at":"2026-01-01T00:00:00Z"}""", "&time_zone=Europe/Berlin", HttpStatusCode.Created),
            ("application/x-ndjson", "{}", "", HttpStatusCode.BadRequest),
            ("application/x-ndjson", "{}", "&zone=UTC", HttpStatusCode.BadRequest),
            ("application/json", "{}", "", HttpStatusCode.UnsupportedMediaType),
        })
        {
            using var content = new StringContent(text, Encoding.UTF8, type);
            using var answer = await distributor.PostAsync($"/api/v1/reconciliations?day={stock.Values["day"]}{query}", content);
            await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
        }
        foreach (var path in (string[])["transactions/lookup?request_id=never", $"reconciliations/{Guid.Empty}", $"reconciliations/{Guid.Empty}/differences"])
        {
            using var answer = await distributor.GetAsync($"/api/v1/{path}");
            await described.AssertAsync(answer);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        foreach (var (accept, status) in new[] { ("text/csv", HttpStatusCode.OK), ("image/png", HttpStatusCode.NotAcceptable) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/transactions/export?day={stock.Values["day"]}") { Headers = { { "Accept", accept } } };
            using var answer = await distributor.SendAsync(request);
            await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Redemptions_for_accounts_are_answered_as_described()
    {
        using var distributor = Distributor();
        using var merchant = Merchant();
        var account = stock.Values["account_id"];
        foreach (var (caller, body, status) in new (HttpClient, object, HttpStatusCode)[]
        {
            (merchant, new { voucher_code = "none", account_id = account }, HttpStatusCode.NotFound),
            (merchant, new { voucher_code = stock.Values["voucher_code"], account_id = account }, HttpStatusCode.Conflict),
            (merchant, new { voucher_code = "", account_id = "x" }, HttpStatusCode.BadRequest),
            (distributor, new { voucher_code = stock.Values["voucher_code"], account_id = account }, HttpStatusCode.Forbidden),
            (platform.Gateway, new { voucher_code = stock.Values["voucher_code"], account_id = account }, HttpStatusCode.Unauthorized),
        })
        {
            using var answer = await caller.SendAsync(HttpMethod.Post, "/external/api/v1/vouchers/redeem", body);
            await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Changes_and_their_conflicts_are_answered_as_described()
    {
        var v = stock.Values;
        await AssertAsync(HttpMethod.Post, "/admin/v1/parties", HttpStatusCode.Conflict, new { id = v["party_id"], kind = "merchant", name = "Another" });
        await AssertAsync(HttpMethod.Post, "/admin/v1/categories", HttpStatusCode.Conflict, new { id = v["category_id"], description = "Another" });
        await AssertChangeAsync($"/admin/v1/parties/{v["party_id"]}", new { name = "Another" });
        await AssertChangeAsync($"/admin/v1/categories/{v["category_id"]}", new { description = "Another" });
        await AssertChangeAsync($"/admin/v1/campaigns/{v["campaign_id"]}", new { end_at = "2098-12-31T00:00:00Z", validity = (object?)null });
        await AssertChangeAsync($"/admin/v1/campaigns/{v["campaign_id"]}", new { limits = new { per_day = 5, fair_share = new { percent = 1 } } });
        await AssertChangeAsync($"/admin/v1/campaigns/{v["campaign_id"]}", new { limits = (object?)null });
        await AssertChangeAsync($"/admin/v1/campaigns/{v["campaign_id"]}/stock", new { low_at = 5 });
        foreach (var path in (string[])["/admin/v1/parties/none", "/admin/v1/campaigns/none", "/admin/v1/categories/none", "/admin/v1/campaigns/none/stock"])
            await AssertAsync(HttpMethod.Patch, path, HttpStatusCode.NotFound, new { }, "*");
    }

    [Fact]
    public async Task Calls_that_do_something_are_answered_as_described()
    {
        var v = stock.Values;
        var campaign = $"/admin/v1/campaigns/{v["campaign_id"]}";
        foreach (var (step, status) in new[] { ("pause", 200), ("pause", 409), ("resume", 200), ("end", 200), ("resume", 409) })
            await AssertAsync(HttpMethod.Post, $"{campaign}/{step}", (HttpStatusCode)status);
        await AssertAsync(HttpMethod.Post, $"{campaign}/codes/generate", HttpStatusCode.Conflict, new { count = 1, length = 12 });
        await AssertAsync(HttpMethod.Post, $"{campaign}/codes/withdraw", HttpStatusCode.OK, new { reason = "Not wanted" });
        await AssertAsync(HttpMethod.Post, "/admin/v1/campaigns/none/codes/withdraw", HttpStatusCode.NotFound, new { reason = "Not wanted" });
        await AssertAsync(HttpMethod.Post, $"/admin/v1/imports/{v["import_id"]}/cancel", HttpStatusCode.Conflict);
        var rotated = await AssertAsync(HttpMethod.Post, $"/admin/v1/tokens/{v["token_id"]}/rotate", HttpStatusCode.Created);
        await AssertAsync(HttpMethod.Post, $"/admin/v1/tokens/{v["token_id"]}/rotate", HttpStatusCode.Conflict);
        await AssertAsync(HttpMethod.Post, $"/admin/v1/tokens/{rotated.GetProperty("id").GetString()}/revoke", HttpStatusCode.OK);
        await AssertAsync(HttpMethod.Post, $"/admin/v1/parties/{v["party_id"]}/disable", HttpStatusCode.OK);
        await AssertAsync(HttpMethod.Post, $"/admin/v1/parties/{v["party_id"]}/tokens", HttpStatusCode.Conflict, new { });
        await AssertAsync(HttpMethod.Post, $"/admin/v1/parties/{v["party_id"]}/enable", HttpStatusCode.OK);
        await AssertAsync(HttpMethod.Post, "/admin/v1/parties/OPERATOR-DEMO/disable", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Uploads_are_answered_as_described()
    {
        var path = $"/admin/v1/campaigns/{stock.Values["campaign_id"]}/imports";
        foreach (var (type, text, target, status) in new[]
        {
            ("text/csv", $"code\n{Guid.NewGuid():N}", path, HttpStatusCode.Accepted),
            ("text/csv", "", path, HttpStatusCode.BadRequest),
            ("text/plain", new string('x', 5000), path, HttpStatusCode.BadRequest),
            ("application/json", "{}", path, HttpStatusCode.UnsupportedMediaType),
            ("text/csv", "code", "/admin/v1/campaigns/none/imports", HttpStatusCode.NotFound),
        })
        {
            using var content = new StringContent(text, Encoding.UTF8, type);
            using var answer = await platform.Operator.PostAsync(target, content);
            await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Tills_are_answered_as_described()
    {
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(stock.Values["category_id"], "a-sale"));
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(stock.Values["category_id"], "a-sale"));
        Assert.Equal(HttpStatusCode.BadRequest, await RequestAsync("other", "a-sale"));
        Assert.Equal(HttpStatusCode.BadRequest, await RequestAsync(new string('x', 300)));
        Assert.Equal(HttpStatusCode.Conflict, await RequestAsync("no-such-category"));
        stock.Values["token"] = "vch_nobodys";
        Assert.Equal(HttpStatusCode.Unauthorized, await RequestAsync(stock.Values["category_id"]));
    }

    private HttpClient Distributor() => ClientWith(stock.Values["token"]);

    private HttpClient Merchant() => ClientWith(stock.Values["merchant_token"]);

    private HttpClient CallerOf(ApiOperation operation) =>
        operation.IsForOperators ? ClientWith("demo-operator") : operation.Callers.Contains("Merchant") ? Merchant() : Distributor();

    private HttpClient ClientWith(string token) => new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(token);

    private async Task<HttpStatusCode> RequestAsync(string category, string? key = null)
    {
        using var till = Distributor();
        if (key is not null)
            till.DefaultRequestHeaders.Add("Idempotency-Key", key);
        var body = new { distributor_id = stock.Values["distributor_id"], terminal_id = "AT-1", trigger_category_id = category };
        using var answer = await till.SendAsync(HttpMethod.Post, "/api/v1/voucher/request", body);
        await described.AssertAsync(answer);
        return answer.StatusCode;
    }

    private async Task AssertChangeAsync(string path, object body)
    {
        await AssertAsync(HttpMethod.Patch, path, HttpStatusCode.PreconditionRequired, body);
        await AssertAsync(HttpMethod.Patch, path, HttpStatusCode.PreconditionFailed, body, "\"4711\"");
        await AssertAsync(HttpMethod.Patch, path, HttpStatusCode.RequestEntityTooLarge, new { name = new string('x', 64 * 1024) }, "*");
        await AssertAsync(HttpMethod.Patch, path, HttpStatusCode.OK, body, "*");
    }

    private async Task<JsonElement> AssertAsync(HttpMethod method, string path, HttpStatusCode status, object? body = null, string? ifMatch = null)
    {
        using var answer = await platform.Operator.SendAsync(method, path, body, ifMatch);
        var told = await described.AssertAsync(answer);
        Assert.True(answer.StatusCode == status, $"{method} {path}: {answer.StatusCode} {told}");
        return told;
    }

    private async Task AssertAsync(HttpClient client, ApiOperation operation, string query, HttpStatusCode status, object? body = null)
    {
        using var answer = await client.SendAsync(HttpMethod.Parse(operation.Method), $"{PathOf(operation).Split('?')[0]}?{query}", body);
        var told = await described.AssertAsync(answer);
        Assert.True(answer.StatusCode == status, $"{operation.Name}: {answer.StatusCode} {told}");
    }

    /// <summary>The operation's path and required query for what the operator has made.</summary>
    private string PathOf(ApiOperation operation)
    {
        var parameters = described.Document.ParametersOf(operation).ToLookup(parameter => parameter.GetProperty("in").GetString());
        var path = parameters["path"].Aggregate(
            operation.Path, (path, parameter) => path.Replace($"{{{NameOf(parameter)}}}", stock.Values[NameOf(parameter)], StringComparison.Ordinal));
        var query = parameters["query"].Where(parameter => parameter.TryGetProperty("required", out _))
            .Select(parameter => string.Create(CultureInfo.InvariantCulture, $"{NameOf(parameter)}={stock.Values[NameOf(parameter)]}"));
        return $"{path}?{string.Join('&', query)}";
    }

    private static string NameOf(JsonElement parameter) => parameter.GetProperty("name").GetString()!;
}
