using Dapper;
using Npgsql;
using Voucher.Campaigns;
using Voucher.Campaigns.Catalogue;
using Voucher.Campaigns.Categories;
using Voucher.Campaigns.Changes;
using Voucher.Campaigns.Explain;
using Voucher.Campaigns.Lifecycle;
using Voucher.Campaigns.Matching;
using Voucher.Campaigns.Parties;
using Voucher.Campaigns.Telemetry;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Migrations;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

DefaultTypeMap.MatchNamesWithUnderscores = true;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJsonErrors();
builder.AddInternalTokens();
builder.AddNpgsqlDataSource("campaignsdb");
// Redis carries notices that may get lost: the service is as healthy without it.
builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
builder.AddServiceClient<PartiesClient>("auth", Scopes.CheckParties);
builder.Services.ConfigureHttpJsonOptions(CampaignsJson.Configure);
builder.Services.AddSingleton<CampaignsMetrics>();
builder.Services.AddSingleton<ChangeNotice>();
builder.Services.AddSingleton<CatalogueChanges>();
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
app.MapCatalogue();
app.MapCategories();
app.MapExplain();
app.MapAudit("campaigns");
await app.RunAsync();
