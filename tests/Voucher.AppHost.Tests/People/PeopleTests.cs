using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.People;

/// <summary>What merchants tell of vouchers, what operators do for people, and what becomes of whoever guesses, through the gateway.</summary>
[Collection(Platform.Name)]
public sealed class PeopleTests(Platform platform)
{
    private const string Account = "585a4768edce2c5e6f000001";

    [Fact]
    public async Task A_merchant_tells_of_a_voucher_out_of_order_and_an_operator_erases_the_person()
    {
        using var merchant = await NewMerchant.MakeAsync(platform);
        var referrer = $"USER-{Guid.NewGuid():N}";
        await ReportAsync(merchant, $$$"""{"timestamp":1512828988826,"voucher":{"voucherCode":"DISCOUNT-1234","value":20,"referrerId":"{{{referrer}}}"}}""");
        await ReportAsync(merchant, """{"timestamp":1512828988825000000,"voucher":{"voucherCode":"DISCOUNT-1234","value":5,"currency":"GBP","custom":{"name":"Ada"}}}""");
        Assert.Equal(
            $$$"""{"voucherCode":"DISCOUNT-1234","referrerId":"{{{referrer}}}","value":20,"currency":"GBP","custom":{"name":"Ada"}}""", await ReadAsync(merchant));
        var known = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/people/accounts/{referrer}");
        Assert.Equal(merchant.Id, Assert.Single(known.GetProperty("reported_vouchers").EnumerateArray()).GetProperty("merchant_id").GetString());

        using var erased = await platform.Operator.DeleteAsync($"/admin/v1/people/accounts/{referrer}");

        Assert.Equal("""{"holders":0,"products":0,"events":0,"reported_vouchers":1}""", await erased.Content.ReadAsStringAsync());
        Assert.Equal("""{"voucherCode":"DISCOUNT-1234","value":20,"currency":"GBP"}""", await ReadAsync(merchant));
    }

    [Fact]
    public async Task Whoever_guesses_is_refused_after_a_while_and_operators_see_it()
    {
        using var merchant = await NewMerchant.MakeAsync(platform);
        var answers = new ConcurrentBag<HttpStatusCode>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 300), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (guess, _) =>
        {
            using var missed = await GuessAsync(merchant, $"GUESS-{guess}");
            answers.Add(missed.StatusCode);
        });
        var misses = answers.Count(status => status == HttpStatusCode.NotFound);
        Assert.InRange(misses, Platform.MissesOfPrincipal, Platform.MissesOfPrincipal + 15);
        Assert.Equal(300 - misses, answers.Count(status => status == HttpStatusCode.TooManyRequests));

        using var refused = await GuessAsync(merchant, "GUESS");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 8, 10);
        Assert.Equal("""{"message":"too many requests"}""", await refused.Content.ReadAsStringAsync());
        var seen = await Eventually.HoldsAsync(
            () => platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/missed-lookups?principal_id={merchant.Id}"),
            list => Sum(list, "refusals") == 301 - misses);
        Assert.Equal(misses, Sum(seen, "misses"));
        Assert.Equal("127.0.0.1", seen.GetProperty("items")[0].GetProperty("address").GetString());
    }

    /// <summary>The hour may have ended meanwhile.</summary>
    private static long Sum(JsonElement list, string field) => list.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty(field).GetInt64());

    private static Task<HttpResponseMessage> GuessAsync(NewMerchant merchant, string code) =>
        merchant.Client.PostAsJsonAsync("/external/api/v1/vouchers/redeem", new { voucher_code = code, account_id = Account });

    private static async Task ReportAsync(NewMerchant merchant, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await merchant.Reporter.PostAsync("/v2/voucher", content);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<string> ReadAsync(NewMerchant merchant) =>
        (await merchant.Reporter.GetFromJsonAsync<JsonElement>("/v2/voucher/DISCOUNT-1234")).GetProperty("voucher").GetRawText();
}
