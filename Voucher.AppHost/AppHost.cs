using Microsoft.Extensions.Hosting;
using Voucher.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddUserSecretsOutsideDevelopment();

// Secrets: generated where none is configured, kept between starts.
var internalTokenKey = builder.AddParameter(
    "internal-token-key", new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true);
var operatorToken = builder.AddParameter(
    "operator-token", new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true);
var linkSigningKey = builder.AddParameter(
    "link-signing-key", new GenerateParameterDefault { MinLength = 48, Special = false }, secret: true, persist: true);

// Redis holds nothing that cannot be rebuilt and keeps nothing on disk; PostgreSQL is the truth. Demo data stay by themselves.
var redis = builder.AddRedis("redis");
var postgres = builder.AddPostgres("postgres").WithDataVolume(builder.Environment.IsDevelopment() ? "voucher-postgres" : "voucher-postgres-production");
var authdb = postgres.AddDatabase("authdb");
var campaignsdb = postgres.AddDatabase("campaignsdb");
var issuancedb = postgres.AddDatabase("issuancedb");

var auth = builder.AddProject<Projects.Voucher_Auth>("auth")
    .WithReference(authdb).WaitFor(authdb)
    .WithReference(redis).WaitFor(redis)
    .WithEnvironment("InternalTokens__SigningKey", internalTokenKey)
    .WithEnvironment("Operators__FirstToken", operatorToken)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

var campaigns = builder.AddProject<Projects.Voucher_Campaigns>("campaigns")
    .WithReference(campaignsdb).WaitFor(campaignsdb)
    .WithReference(redis).WaitFor(redis)
    .WithReference(auth)
    .WithEnvironment("InternalTokens__SigningKey", internalTokenKey)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

var issuance = builder.AddProject<Projects.Voucher_Issuance>("issuance")
    .WithReference(issuancedb).WaitFor(issuancedb)
    .WithReference(redis).WaitFor(redis)
    .WithReference(campaigns).WaitFor(campaigns)
    .WithReference(auth)
    .WithEnvironment("InternalTokens__SigningKey", internalTokenKey)
    .WithEnvironment("Links__SigningKey", linkSigningKey)
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health");

// Where each voucher is told of in the form of voucher events (docs/webhooks.md): nowhere, unless an address is configured.
if (builder.Configuration["Parameters:voucher-events-address"] is { Length: > 0 })
{
    issuance
        .WithEnvironment("VoucherEvents__Address", builder.AddParameter("voucher-events-address"))
        .WithEnvironment("VoucherEvents__Token", builder.AddParameter("voucher-events-token", secret: true));
}

builder.AddProject<Projects.Voucher_Gateway>("gateway")
    .WithReference(redis).WaitFor(redis)
    .WithReference(auth).WaitFor(auth)
    .WithReference(campaigns).WaitFor(campaigns)
    .WithReference(issuance).WaitFor(issuance)
    .WithEnvironment("InternalTokens__SigningKey", internalTokenKey)
    .WithEnvironment("Operators__FirstToken", operatorToken)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

await builder.Build().RunAsync();
