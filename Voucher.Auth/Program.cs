using Npgsql;
using StackExchange.Redis;
using Voucher.Auth;
using Voucher.Auth.Operators;
using Voucher.Auth.Parties;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Migrations;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJsonErrors();
builder.AddInternalTokens();
builder.AddFirstOperatorToken();
builder.AddNpgsqlDataSource("authdb");
// Auth answers without Redis too, so Redis has no say in its health.
builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
builder.Services.ConfigureHttpJsonOptions(OperatorJson.Configure);
builder.Services.AddOptions<TokenEntryOptions>()
    .BindConfiguration(TokenEntryOptions.Section)
    .Validate(TokenEntryOptions.AreSound, TokenEntryOptions.Demand)
    .ValidateOnStart();
builder.Services.AddSingleton<TokenEntries>();
builder.Services.AddSingleton<DemoTokens>();
builder.Services.AddSingleton<FirstOperator>();
builder.Services.AddSingleton<TokenUses>();
builder.Services.AddHostedService(services => services.GetRequiredService<TokenUses>());

var app = builder.Build();
await app.MigrateDatabaseAsync();
if (app.Environment.IsDevelopment())
    await DemoData.AddAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<TimeProvider>());
await app.Services.GetRequiredService<FirstOperator>().EnsureAsync();
// The client connects when it is first asked for, which is not to be in somebody's request.
app.Services.GetRequiredService<IConnectionMultiplexer>();

app.UseJsonErrors();
app.UseAuthentication();
app.UseAuthorization();
app.UseHealthEndpoints();
app.MapTokens();
app.MapParties();
app.MapAudit("access");
await app.RunAsync();
