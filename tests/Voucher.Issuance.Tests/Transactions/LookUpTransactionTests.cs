using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Voucher.Issuance.Tests.Transactions;

public sealed class LookUpTransactionTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    [Fact]
    public async Task A_call_whose_answer_was_lost_is_found_as_soon_as_its_voucher_is_written()
    {
        var campaign = await service.AddCampaignAsync(3);
        using var client = service.ClientOf(distributor);
        using var answer = await IssuanceService.RequestAsync(client, distributor, campaign, "a lost sale/1?&u=");
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();

        var (status, found) = await LookUpAsync(client, "a lost sale/1?&u=");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("issued", told.GetProperty("voucher_code").GetString()), (found.GetProperty("outcome").GetString(), found.GetProperty("voucher_code").GetString()));
    }

    [Fact]
    public async Task Nothing_issued_is_said_so_and_that_a_retry_is_safe()
    {
        var other = TransactionStock.NewDistributor();
        await service.IssueAsync(other, 1);
        await service.DeclineAsync(other, 1);
        using var client = service.ClientOf(distributor);

        foreach (var id in (string[])["R1", "D1", "never"])
        {
            var (status, body) = await LookUpAsync(client, id);
            Assert.Equal(HttpStatusCode.NotFound, status);
            Assert.Equal(
                """{"message":"nothing was issued for this request id so far; it is safe to send the request again with the same id"}""", body.GetRawText());
        }
    }

    [Fact]
    public async Task A_voucher_wins_over_earlier_and_later_refusals_and_of_refusals_the_latest_is_told()
    {
        await service.DeclineAsync(distributor, 1);
        await service.DeclineAsync(distributor, 1, TransactionStock.Noon.AddMinutes(5));
        using var client = service.ClientOf(distributor);
        var (status, declined) = await LookUpAsync(client, "D1");
        Assert.Equal((HttpStatusCode.OK, "declined", "2026-11-20T12:05:00Z"), (status, declined.GetProperty("outcome").GetString(), declined.GetProperty("at").GetString()));
        Assert.DoesNotContain("secret", declined.GetRawText(), StringComparison.OrdinalIgnoreCase);

        await service.IssueAsync(distributor, 1, TransactionStock.Noon.AddMinutes(1));
        await service.ChangeAsync(distributor, "request_id = 'D1'", 1);

        (_, var issued) = await LookUpAsync(client, "D1");
        Assert.Equal(("issued", "2026-11-20T12:01:00Z"), (issued.GetProperty("outcome").GetString(), issued.GetProperty("at").GetString()));
    }

    [Theory]
    [InlineData("", "request_id")]
    [InlineData("request_id=", "request_id")]
    [InlineData("request_id=a%0Ab", "request_id")]
    [InlineData("request_id=a&request_id=b", "request_id")]
    [InlineData("request_id=a&outcome=issued", "outcome")]
    public async Task A_wrong_question_is_named(string query, string named)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.GetAsync($"/api/v1/transactions/lookup?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(named, Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> LookUpAsync(HttpClient client, string requestId)
    {
        using var answer = await client.GetAsync($"/api/v1/transactions/lookup?request_id={Uri.EscapeDataString(requestId)}");
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }
}
