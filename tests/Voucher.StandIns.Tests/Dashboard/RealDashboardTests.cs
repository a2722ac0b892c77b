using System.Net;
using Aspire.Hosting;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Voucher.StandIns.Tests.Dashboard;

public sealed class RealDashboardTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(1);

    [DashboardFact]
    public async Task The_dashboard_watches_the_resources_and_wants_a_secret_from_everybody_until_its_handle_is_disposed()
    {
        var log = new RecordedLog();
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        builder.Configuration["ASPNETCORE_URLS"] = "http://localhost:0";
        builder.Configuration["AppHost:BrowserToken"] = "the-token";
        builder.Services.AddLogging(logging => logging.AddProvider(log).AddFilter("Aspire.Hosting.Dashboard", LogLevel.Debug));
        await using var application = builder.Build();
        var dashboard = await DashboardHost.StartAsync(application.Services, CancellationToken.None);
        Assert.NotNull(dashboard);

        Assert.Equal($"Information Login to the dashboard at {dashboard.FrontendUrl}/login?t=the-token", await log.FirstAsync("Login to").WaitAsync(_limit));
        Assert.Single(log.Messages, message => string.Equals(message, $"Information Now listening on: {dashboard.FrontendUrl}", StringComparison.Ordinal));

        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(dashboard.FrontendUrl) };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/telemetry/traces", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/telemetry/traces", "wrong"));
        var key = Configured(application, "AppHost:DashboardApiKey");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/api/telemetry/traces", key));
        Assert.Equal(HttpStatusCode.Found, await StatusAsync(client, "/", null));
        Assert.Equal(dashboard.OtlpApiKey, Configured(application, "AppHost:OtlpApiKey"));
        Assert.Equal(dashboard.FrontendUrl, Configured(application, "ASPNETCORE_URLS"));

        await log.FirstAsync("A dashboard watches the resources").WaitAsync(_limit);
        await dashboard.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(client, "/health", null));
        Assert.DoesNotContain(log.Messages, message => message.Split(' ')[0] is "Error" or "Warning");
    }

    private static string? Configured(DistributedApplication application, string key) => application.Services.GetRequiredService<IConfiguration>()[key];

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("x-api-key", key);
        using var response = await client.SendAsync(request);
        return response.StatusCode;
    }
}
