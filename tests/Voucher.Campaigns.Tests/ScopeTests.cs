using System.Net;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests;

public class ScopeTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Match = "/internal/campaigns/match?distributor_id=DIST-001&category_id=PAY";
    private const string Version = "/internal/polled/campaigns/version";
    private const string Pause = "/admin/v1/campaigns/CAMP/pause";
    private const string Resume = "/admin/v1/campaigns/CAMP/resume";
    private const string End = "/admin/v1/campaigns/CAMP/end";
    private const string Campaigns = "/admin/v1/campaigns";
    private const string Campaign = "/admin/v1/campaigns/CAMP";
    private const string Categories = "/admin/v1/categories";
    private const string Category = "/admin/v1/categories/PAY";
    private const string Audit = "/admin/v1/audit/campaigns";
    private const string Explain = "/internal/campaigns/explain?distributor_id=DIST-001&category_id=PAY";

    [Theory]
    [InlineData("GET", Match)]
    [InlineData("GET", Version)]
    [InlineData("POST", Pause)]
    [InlineData("POST", Resume)]
    [InlineData("POST", End)]
    [InlineData("GET", Campaigns)]
    [InlineData("POST", Campaigns)]
    [InlineData("GET", Campaign)]
    [InlineData("PATCH", Campaign)]
    [InlineData("GET", Categories)]
    [InlineData("POST", Categories)]
    [InlineData("GET", Category)]
    [InlineData("PATCH", Category)]
    [InlineData("GET", Audit)]
    [InlineData("GET", Explain)]
    public async Task Without_a_token_the_answer_is_401(string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var response = await campaigns.Anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("GET", Match, Scopes.Admin)]
    [InlineData("GET", Match, Scopes.RequestVoucher)]
    [InlineData("GET", Version, Scopes.Admin)]
    [InlineData("POST", Pause, Scopes.MatchCampaigns)]
    [InlineData("POST", Resume, Scopes.ManageVouchers)]
    [InlineData("POST", End, Scopes.RequestVoucher)]
    [InlineData("GET", Campaigns, Scopes.MatchCampaigns)]
    [InlineData("POST", Campaigns, Scopes.ManageVouchers)]
    [InlineData("GET", Campaign, Scopes.ReadVouchers)]
    [InlineData("PATCH", Campaign, Scopes.CheckParties)]
    [InlineData("GET", Categories, Scopes.RequestVoucher)]
    [InlineData("POST", Categories, Scopes.ResolveTokens)]
    [InlineData("GET", Category, Scopes.MatchCampaigns)]
    [InlineData("PATCH", Category, Scopes.ManageVouchers)]
    [InlineData("GET", Audit, Scopes.ManageVouchers)]
    [InlineData("GET", Explain, Scopes.Admin)]
    public async Task Another_scope_is_403(string method, string path, string scope)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        request.Headers.Authorization = new("Bearer", TestTokens.OfService(scope));
        using var response = await campaigns.Anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task A_token_that_has_run_out_is_401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Pause);
        var principal = new Principal("OPERATOR", PrincipalKinds.Operator, [Scopes.Admin]);
        request.Headers.Authorization = new("Bearer", TestTokens.Of(principal, TimeSpan.FromMinutes(-1)));
        using var response = await campaigns.Anonymous.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Probes_need_no_token_and_Redis_is_not_among_them()
    {
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, "127.0.0.1:1,connectTimeout=200"));
        using var client = service.CreateClient();

        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        Assert.Equal("Healthy", await client.GetStringAsync("/alive"));
    }
}
