using System.Text.Json;
using Npgsql;
using StackExchange.Redis;
using Voucher.Auth.Parties;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Migrations;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth;

/// <summary>Auth: the parties, their tokens, and who a token belongs to.</summary>
public static class AuthApp
{
    /// <summary>Puts the service together; nothing runs yet.</summary>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddJsonErrors();
        builder.AddInternalTokens();
        builder.AddNpgsqlDataSource("authdb");
        // Auth answers without Redis too, so Redis has no say in its health.
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.AddOptions<TokenEntryOptions>()
            .BindConfiguration(TokenEntryOptions.Section)
            .Validate(TokenEntryOptions.AreSound, TokenEntryOptions.Demand)
            .ValidateOnStart();
        builder.Services.AddSingleton<TokenEntries>();
        builder.Services.AddSingleton<DemoTokens>();

        var app = builder.Build();
        app.UseJsonErrors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseHealthEndpoints();
        app.MapTokens();
        app.MapParties();
        return app;
    }

    /// <summary>Brings the database up to date, adds demo data where they belong, and connects to Redis.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        var dataSource = app.Services.GetRequiredService<NpgsqlDataSource>();
        await new DatabaseMigrator(dataSource, app.Services.GetRequiredService<ILogger<DatabaseMigrator>>()).MigrateAsync(typeof(AuthApp).Assembly);
        if (app.Environment.IsDevelopment())
            await DemoData.AddAsync(dataSource, app.Services.GetRequiredService<TimeProvider>());
        // The client connects when it is first asked for, which is not to be in somebody's request.
        app.Services.GetRequiredService<IConnectionMultiplexer>();
    }
}
