using System.Net;
using System.Net.Http.Json;
using System.Text;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Parties;

public sealed class CheckPartiesTests : AuthTests, IDisposable
{
    private const string Path = "/internal/parties/check";

    private HttpClient? campaigns;

    private HttpClient Campaigns => campaigns ??= Auth.NewClient().WithToken(TestTokens.OfService(Scopes.CheckParties));

    public void Dispose() => campaigns?.Dispose();

    [Fact]
    public async Task It_tells_kind_state_and_name_of_the_parties_that_there_are()
    {
        await Auth.ExecuteAsync(
            """
            INSERT INTO parties (party_id, kind, name, created_at, disabled_at) VALUES
                ('B', 'merchant', 'Bêta & Co', now(), NULL), ('A', 'distributor', 'A party', now(), now()), ('C', 'operator', 'A party', now(), NULL)
            """);

        using var response = await AskAsync(Campaigns, "B", "NOBODY", "A", "B");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"parties":[{"id":"A","kind":"distributor","state":"disabled","name":"A party"},{"id":"B","kind":"merchant","state":"active","name":"Bêta & Co"}]}""",
            await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task None_and_five_hundred_may_be_asked_about(int count)
    {
        using var response = await AskAsync(Campaigns, [.. Enumerable.Range(0, count).Select(i => $"P-{i}")]);

        Assert.Equal("""{"parties":[]}""", await response.Content.ReadAsStringAsync());
    }

    public static TheoryData<string> BadBodies() =>
    [
        "{}",
        """{"ids":null}""",
        """{"ids":"A"}""",
        """{"ids":[null]}""",
        """{"ids":[7]}""",
        """{"ids":[""]}""",
        """{"ids":["A\u0000"]}""",
        """{"ids":["A\n"]}""",
        """{"ids":["\ud800"]}""",
        $$"""{"ids":["{{new string('A', 65)}}"]}""",
        $$"""{"ids":[{{string.Join(',', Enumerable.Range(0, 501).Select(i => $"\"P-{i}\""))}}]}""",
        "no json",
        "null",
    ];

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task What_cannot_be_asked_is_an_invalid_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Campaigns.PostAsync(new Uri(Path, UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Only_a_service_of_its_scope_may_ask()
    {
        using var anonymous = await AskAsync(Auth.Anonymous, "A");
        using var anOperator = await AskAsync(Auth.Operator, "A");
        using var gateway = await AskAsync(Auth.Gateway, "A");

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, anOperator.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, gateway.StatusCode);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, params string[] ids) => client.PostAsJsonAsync(Path, new { ids });
}
