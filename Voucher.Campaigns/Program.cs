using Dapper;
using Npgsql;
using Voucher.Campaigns;
using Voucher.Campaigns.Lifecycle;
using Voucher.Campaigns.Matching;
using Voucher.Campaigns.Telemetry;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Migrations;
using Voucher.ServiceDefaults.Tokens;

DefaultTypeMap.MatchNamesWithUnderscores = true;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJsonErrors();
builder.AddInternalTokens();
builder.AddNpgsqlDataSource("campaignsdb");
// Redis carries notices that may get lost: the service is as healthy without it.
builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
builder.Services.ConfigureHttpJsonOptions(CampaignsJson.Configure);
builder.Services.AddSingleton<CampaignsMetrics>();
builder.Services.AddSingleton<ChangeNotice>();
builder.Services.AddSingleton<MoveCampaign>();

var app = builder.Build();
await app.MigrateDatabaseAsync();
if (app.Environment.IsDevelopment())
    await DemoData.AddAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
// Connects to Redis now; the first operator's call would wait for it otherwise.
app.Services.GetRequiredService<ChangeNotice>();

app.UseJsonErrors();
app.UseHealthEndpoints();
app.UseAuthentication();
app.UseAuthorization();
app.MapMatching();
app.MapLifecycle();
await app.RunAsync();
