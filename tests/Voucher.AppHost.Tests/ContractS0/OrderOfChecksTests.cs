using System.Net;

namespace Voucher.AppHost.Tests.ContractS0;

/// <summary>405, then 401 for the token, then 400, then 401 for the distributor, then 409.</summary>
[Collection(Platform.Name)]
public class OrderOfChecksTests(Platform platform)
{
    private const string Malformed = "{,}";
    private const string UnknownToken = "demo-dist-999";

    private static string Body(string categoryId = "PAY", string? distributorId = null) => Pos.GoodBody(categoryId, distributorId).ToJsonString();

    public static TheoryData<string> OtherMethods => ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "VOUCHER"];

    [Theory]
    [MemberData(nameof(OtherMethods))]
    public async Task Another_method_is_405_whatever_the_token_and_the_body(string method)
    {
        foreach (var token in new[] { null, UnknownToken, Distributor.First.Token })
        {
            var answer = await platform.Pos.SendAsync(Malformed, request =>
            {
                request.Method = HttpMethod.Parse(method);
                request.Headers.Authorization = token is null ? null : new("Bearer", token);
            });

            answer.AssertError(HttpStatusCode.MethodNotAllowed, "method not allowed");
            Assert.Equal(["POST"], answer.ContentHeaders.Allow);
        }
    }

    [Fact]
    public async Task HEAD_is_405_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Pos.Path);
        using var response = await platform.Gateway.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("empty", "")]
    [InlineData("no scheme", "demo-dist-001")]
    [InlineData("no token", "Bearer")]
    [InlineData("blank token", "Bearer ")]
    [InlineData("another scheme", "Basic ZGlzdDpwYXNz")]
    [InlineData("a scheme of other contracts", "token demo-dist-001")]
    [InlineData("unknown token", $"Bearer {UnknownToken}")]
    [InlineData("token in another case", "Bearer DEMO-DIST-001")]
    [InlineData("token with more behind it", "Bearer demo-dist-001 x")]
    [InlineData("two tokens", "Bearer demo-dist-001, Bearer demo-dist-002")]
    [InlineData("the hash in place of the token", "Bearer 4d967a30111bf29f0eba01c448b375c1629b2fed01cdfcc3aed91f1b57d5dd5e")]
    [InlineData("a JWT without signature", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJESVNULTAwMSJ9.")]
    [InlineData("a token without the scope", "Bearer demo-operator")]
    public async Task Without_a_valid_token_it_is_401_before_400(string what, string? authorization)
    {
        Assert.NotEmpty(what);
        foreach (var body in new[] { Body(), Malformed })
        {
            var answer = await platform.Pos.SendAsync(body, request =>
            {
                request.Headers.Authorization = null;
                if (authorization is not null)
                    request.SetHeader("Authorization", authorization);
                request.SetContentType("text/plain");
            });

            answer.AssertUnauthorized();
        }
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_401_without_a_token() =>
        (await platform.Pos.SendAsync(Body().PadRight(20_000), request => request.Headers.Authorization = null)).AssertUnauthorized();

    [Fact]
    public async Task The_scheme_is_read_in_any_case()
    {
        var campaign = await platform.Seeder.AddAsync();

        (await platform.Pos.RequestAsync(campaign, request => request.SetHeader("Authorization", "bearer demo-dist-001"))).AssertIssued(campaign);
    }

    [Fact]
    public async Task A_bad_body_is_400_before_the_distributor_is_401()
    {
        var body = Pos.GoodBody("PAY", Distributor.Second.Id);
        body.Remove("terminal_id");

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertInvalid();
        (await platform.Pos.SendAsync(Body("PAY", Distributor.Second.Id), request => request.SetHeader(Pos.IdempotencyKey, "ключ"))).AssertInvalid();
    }

    [Theory]
    [InlineData("DIST-002")]
    [InlineData("dist-001")]
    [InlineData("DIST-001 ")]
    [InlineData("DIST-404")]
    public async Task A_token_of_another_distributor_is_401_before_409(string distributorId)
    {
        (await platform.Pos.SendAsync(Body("PAY", distributorId))).AssertUnauthorized();
        (await platform.Pos.SendAsync(Body("NO-SUCH-CATEGORY", distributorId))).AssertUnauthorized();
    }

    [Fact]
    public async Task Another_distributor_s_token_costs_no_code()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 });

        (await platform.Pos.RequestAsync(campaign, request => request.ShowToken(Distributor.Second.Token))).AssertUnauthorized();

        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);
    }
}
