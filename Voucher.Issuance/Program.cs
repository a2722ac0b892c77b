using Npgsql;
using Voucher.Issuance;
using Voucher.Issuance.Accounts;
using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Declined;
using Voucher.Issuance.Explain;
using Voucher.Issuance.Guessing;
using Voucher.Issuance.Imports;
using Voucher.Issuance.Links;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;
using Voucher.Issuance.People;
using Voucher.Issuance.Reconciliation;
using Voucher.Issuance.Reported;
using Voucher.Issuance.Requests;
using Voucher.Issuance.Resource;
using Voucher.Issuance.Stock;
using Voucher.Issuance.Transactions;
using Voucher.Issuance.Webhooks;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Migrations;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddInternalTokens();
builder.AddJsonErrors();
builder.AddNpgsqlDataSource("issuancedb", configureDataSourceBuilder: Prepare);
builder.AddRedisClient("redis");
builder.AddServiceClient<CampaignsClient>("campaigns", Scopes.MatchCampaigns);
builder.AddServiceClient<VerdictsClient>("campaigns", Scopes.MatchCampaigns);
builder.AddServiceClient<PartyNamesClient>("auth", Scopes.CheckParties);
builder.Services.AddHttpClient<CampaignLookup>(client => client.BaseAddress = ServiceClient.AddressOf(builder.Configuration, "campaigns"));
builder.Services.ConfigureHttpJsonOptions(OperatorJson.Configure);
builder.Services.AddIssuance();

var app = builder.Build();
await app.MigrateDatabaseAsync();
if (app.Environment.IsDevelopment())
    await DemoData.AddAsync(app.Services);

app.UseJsonErrors();
app.UseHealthEndpoints();
app.UseAuthentication();
app.UseAuthorization();
app.MapVoucherRequests();
app.MapConfirmation();
app.MapVoucherResource();
app.MapLinks();
app.MapImports();
app.MapStock();
app.MapExplain();
app.MapDeclined();
app.MapMisses();
app.MapReported();
app.MapPeople();
app.MapTransactions();
app.MapReconciliations();
app.MapSubscriptions();
app.MapAccounts();
app.MapAudit("codes");
await app.RunAsync();

// The same few statements run all the time: the server plans them once a connection.
static void Prepare(NpgsqlDataSourceBuilder dataSource)
{
    dataSource.ConnectionStringBuilder.MaxAutoPrepare = 100;
    dataSource.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
    dataSource.ConnectionStringBuilder.MaxPoolSize = 30;
}
