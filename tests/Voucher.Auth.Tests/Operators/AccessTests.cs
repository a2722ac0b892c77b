using System.Net;
using System.Text;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Operators;

/// <summary>Every operators' endpoint asks for an operator, before it looks at anything else.</summary>
public sealed class AccessTests : AuthTests
{
    private const string SomeToken = "/admin/v1/tokens/00000000-0000-0000-0000-000000000000";

    public static TheoryData<string, string> Endpoints() => new()
    {
        { "GET", "/admin/v1/parties" },
        { "POST", "/admin/v1/parties" },
        { "GET", "/admin/v1/parties/P1" },
        { "PATCH", "/admin/v1/parties/P1" },
        { "POST", "/admin/v1/parties/P1/disable" },
        { "POST", "/admin/v1/parties/P1/enable" },
        { "GET", "/admin/v1/parties/P1/tokens" },
        { "POST", "/admin/v1/parties/P1/tokens" },
        { "GET", SomeToken },
        { "POST", $"{SomeToken}/rotate" },
        { "POST", $"{SomeToken}/revoke" },
        { "GET", "/admin/v1/audit/access" },
    };

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Nobody_else_is_let_in(string method, string path)
    {
        using var distributor = Auth.NewClient().WithToken(TestTokens.OfDistributor("DIST-001"));
        using var campaigns = Auth.NewClient().WithToken(TestTokens.OfService(Scopes.CheckParties));
        foreach (var (client, status) in new[]
        {
            (Auth.Anonymous, HttpStatusCode.Unauthorized), (Auth.Gateway, HttpStatusCode.Forbidden),
            (distributor, HttpStatusCode.Forbidden), (campaigns, HttpStatusCode.Forbidden),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), $"{path}?what=ever");
            if (method != "GET")
                request.Content = new StringContent("what ever", Encoding.UTF8, "text/plain");
            using var response = await client.SendAsync(request);

            await response.IsProblemAsync(status);
        }
    }

    [Theory]
    [InlineData("GET", "/admin/v1/tokens/no-identifier", HttpStatusCode.NotFound)]
    [InlineData("POST", "/admin/v1/tokens/no-identifier/rotate", HttpStatusCode.NotFound)]
    [InlineData("GET", "/admin/v1/tokens", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/admin/v1/parties/P1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/admin/v1/parties/P1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PATCH", SomeToken, HttpStatusCode.MethodNotAllowed)]
    public async Task What_there_is_not_is_a_problem_too(string method, string path, HttpStatusCode status)
    {
        using var response = await Auth.SendAsync(new HttpMethod(method), path);

        await response.IsProblemAsync(status);
    }
}
