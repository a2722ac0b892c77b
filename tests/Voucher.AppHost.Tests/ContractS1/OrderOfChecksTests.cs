using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests.ContractS1;

/// <summary>405, then 401 for the token, then 400, then 401 for the distributor, then 409.</summary>
[Collection(Platform.Name)]
public class OrderOfChecksTests(Platform platform)
{
    private static JsonObject Body(params string[] products) => Till.GoodBody(Till.NewRequestId(), products);

    [Fact]
    public async Task Another_method_is_405_whatever_the_token_and_the_body()
    {
        foreach (var token in new[] { null, "demo-dist-999", Distributor.First.Token })
        {
            var answer = await platform.Pos.SendAsync(Body().ToJsonString(), request =>
            {
                request.Method = HttpMethod.Put;
                request.Headers.Authorization = token is null ? null : new("Bearer", token);
            });

            answer.AssertError(HttpStatusCode.MethodNotAllowed, "method not allowed");
            Assert.Equal(["POST"], answer.ContentHeaders.Allow);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer demo-dist-999")]
    [InlineData("Bearer demo-operator")]
    [InlineData("token demo-dist-001")]
    public async Task Without_a_valid_token_it_is_401_before_400(string? authorization)
    {
        foreach (var body in new[] { Body("PAY"), Body(), Body("NO-SUCH-PRODUCT") })
        {
            var answer = await platform.Pos.SendAsync(body.ToJsonString(), request =>
            {
                request.Headers.Authorization = null;
                if (authorization is not null)
                    request.SetHeader("Authorization", authorization);
            });

            answer.AssertUnauthorized();
        }
    }

    [Fact]
    public async Task A_bad_body_or_key_is_400_before_the_distributor_is_401()
    {
        var body = Body();
        body["distributor_id"] = Distributor.Second.Id;
        (await platform.Pos.SendAsync(body.ToJsonString())).AssertInvalid();

        body = Body("PAY");
        body["distributor_id"] = Distributor.Second.Id;
        (await platform.Pos.SendAsync(body.ToJsonString(), request => request.SetHeader(Pos.IdempotencyKey, "another"))).AssertInvalid();
    }

    [Fact]
    public async Task A_token_of_another_distributor_is_401_before_409_and_costs_no_code()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { DistributorIds = [Distributor.First.Id, Distributor.Second.Id] });
        foreach (var product in new[] { campaign.CategoryId, "NO-SUCH-PRODUCT" })
        {
            var body = Body(product);
            body["distributor_id"] = Distributor.Second.Id;

            (await platform.Pos.SendAsync(body.ToJsonString())).AssertUnauthorized();
        }
        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task The_id_of_another_distributor_s_request_is_none_of_one_s_own()
    {
        var campaign = await platform.Seeder.AddAsync();
        var id = Till.NewRequestId();
        (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        (await platform.Pos.SendAsync(
            Till.GoodBody(id, campaign.CategoryId).ToJsonString(), request => request.ShowToken(Distributor.Second.Token))).AssertUnauthorized();
    }
}
