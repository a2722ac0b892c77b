using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests;

/// <summary>Stands where Auth stands: answers which parties there are from what a test says, and can be made to fail. It lets in whom Auth lets in.</summary>
public sealed class AuthDouble : IAsyncDisposable
{
    public const string Merchant = "MERCH";
    public const string OtherMerchant = "MERCH-OTHER";
    public const string FirstDistributor = "DIST-001";
    public const string SecondDistributor = "DIST-002";
    public const string DisabledMerchant = "MERCH-GONE";
    public const string DisabledDistributor = "DIST-GONE";

    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ConcurrentDictionary<string, Party> parties = new();
    private readonly ConcurrentQueue<int> questions = new();
    private readonly WebApplication application;

    private AuthDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["InternalTokens:SigningKey"] = TestTokens.SigningKey;
        builder.AddInternalTokens();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.UseAuthentication();
        application.UseAuthorization();
        application.MapPost("/internal/parties/check", Check).RequireAuthorization(Scopes.CheckParties);
        foreach (var id in (string[])[Merchant, OtherMerchant])
            Set(id, PrincipalKinds.Merchant);
        foreach (var id in (string[])[FirstDistributor, SecondDistributor])
            Set(id, PrincipalKinds.Distributor);
        Set(DisabledMerchant, PrincipalKinds.Merchant, "disabled");
        Set(DisabledDistributor, PrincipalKinds.Distributor, "disabled");
    }

    public string Address => application.Urls.Single();

    /// <summary>How many ids were asked for at once, in the order of the questions.</summary>
    public IEnumerable<int> Questions => questions;

    /// <summary>Every call is answered with this status and text, if they are set.</summary>
    public (int Status, string Text)? Misbehave { get; set; }

    public static async Task<AuthDouble> StartAsync()
    {
        var auth = new AuthDouble();
        await auth.application.StartAsync();
        return auth;
    }

    public void Set(string id, string kind, string state = "active") => parties[id] = new Party(id, kind, state);

    private IResult Check(Question question)
    {
        questions.Enqueue(question.Ids.Length);
        if (Misbehave is { } answer)
            return Results.Text(answer.Text, "application/json", statusCode: answer.Status);
        return Results.Json(new { Parties = question.Ids.Where(parties.ContainsKey).Select(id => parties[id]) }, Snake);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private sealed record Question(string[] Ids);

    private sealed record Party(string Id, string Kind, string State);
}
