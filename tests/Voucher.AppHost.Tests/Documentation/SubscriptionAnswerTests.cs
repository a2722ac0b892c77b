using System.Net;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Documentation;

/// <summary>What merchants and operators do to subscriptions is answered as the document says.</summary>
[Collection(Platform.Name)]
public sealed class SubscriptionAnswerTests(Platform platform)
{
    [Theory]
    [InlineData("/api/v1/subscriptions")]
    [InlineData("/admin/v1/subscriptions")]
    public async Task Changes_are_answered_as_described(string all)
    {
        var described = await DescribedAnswer.ByAsync(platform.Gateway);
        var stock = await OperatorsStock.MakeAsync(platform, described);
        using var caller = new HttpClient { BaseAddress = platform.Gateway.BaseAddress };
        caller.WithToken(all.StartsWith("/admin", StringComparison.Ordinal) ? "demo-operator" : stock.Values["merchant_token"]);
        var (one, delivery) = ($"{all}/{stock.Values["subscription_id"]}", $"{all}/deliveries/{stock.Values["delivery_id"]}");
        async Task AssertAsync(HttpMethod method, string path, int status, object? body = null, string? ifMatch = null)
        {
            using var answer = await caller.SendAsync(method, path, body, ifMatch);
            var told = await described.AssertAsync(answer);
            Assert.True(answer.StatusCode == (HttpStatusCode)status, $"{method} {path}: {answer.StatusCode} {told}");
        }

        await AssertAsync(HttpMethod.Post, all, 400, new { url = "ftp://x", types = Array.Empty<string>() });
        await AssertAsync(HttpMethod.Post, all, 413, new { url = new string('x', 70_000) });
        await AssertAsync(HttpMethod.Patch, one, 428, new { description = "x" });
        await AssertAsync(HttpMethod.Patch, one, 412, new { description = "x" }, "\"4711\"");
        await AssertAsync(HttpMethod.Patch, one, 200, new { description = "x" }, "*");
        await AssertAsync(HttpMethod.Patch, $"{all}/{Guid.Empty}", 404, new { }, "*");
        await AssertAsync(HttpMethod.Post, $"{one}/rotate-secret", 200);
        await AssertAsync(HttpMethod.Post, $"{one}/rotate-secret", 400, new { overlap_seconds = -1 });
        await AssertAsync(HttpMethod.Post, $"{one}/redeliver", 202, new { state = "parked" });
        await AssertAsync(HttpMethod.Post, $"{delivery}/redeliver", 409);
        await AssertAsync(HttpMethod.Post, $"{one}/test?now=1", 400);
        await AssertAsync(HttpMethod.Post, $"{one}/test", 400, new { type = "x" });
        await AssertAsync(HttpMethod.Patch, one, 200, new { state = "disabled" }, "*");
        await AssertAsync(HttpMethod.Post, $"{one}/test", 409);
        await AssertAsync(HttpMethod.Post, $"{one}/redeliver", 409, new { state = "parked" });
        await AssertAsync(HttpMethod.Get, $"{all}/deliveries/999999999", 404);
        await AssertAsync(HttpMethod.Delete, one, 412, ifMatch: "\"4711\"");
        await AssertAsync(HttpMethod.Delete, one, 200);
        await AssertAsync(HttpMethod.Delete, one, 404);
    }
}
