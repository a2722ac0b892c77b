using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Voucher.Issuance.Guessing;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Guessing;

/// <summary>A process with one look-up: <c>/codes/good</c> is there, all others are not. It shares its stores with a service.</summary>
internal sealed class LookUpHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private int handled;

    private LookUpHost(WebApplication app) => this.app = app;

    /// <summary>How often the handler ran.</summary>
    public int Handled => Volatile.Read(ref handled);

    /// <summary>Awaited by the handler.</summary>
    public Func<Task> Work { get; set; } = () => Task.CompletedTask;

    public MissedLookupsSweeper Sweeper => app.Services.GetServices<IHostedService>().OfType<MissedLookupsSweeper>().Single();

    public static async Task<LookUpHost> StartAsync(IssuanceService stores, string? redis = null, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["InternalTokens:SigningKey"] = TestTokens.SigningKey;
        foreach (var (key, value) in settings)
            builder.Configuration[$"{GuessingOptions.Section}:{key}"] = value;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddJsonErrors();
        builder.AddInternalTokens();
        builder.Services.AddSingleton(stores.Database);
        var connection = await ConnectionMultiplexer.ConnectAsync($"{redis ?? stores.RedisAddress},abortConnect=false");
        builder.Services.AddSingleton<IConnectionMultiplexer>(_ => connection);
        builder.Services.AddGuessing();
        var host = new LookUpHost(builder.Build());
        host.app.UseJsonErrors();
        host.app.UseAuthentication();
        host.app.UseAuthorization();
        host.app.MapGet("/codes/{code}", host.AnswerAsync).LimitGuesses();
        host.app.MapGet("/open/{code}", host.AnswerAsync).LimitGuesses().AllowAnonymous();
        await host.app.StartAsync();
        return host;
    }

    /// <summary>A look-up by a party from an address.</summary>
    public async Task<HttpResponseMessage> LookUpAsync(string? partyId, string code, string address = "192.0.2.1")
    {
        using var client = new HttpClient
        {
            BaseAddress = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{(partyId is null ? "open" : "codes")}/{code}");
        request.Headers.Add("X-Forwarded-For", address);
        if (partyId is not null)
            client.WithToken(TestTokens.Of(new Principal(partyId, PrincipalKinds.Merchant, [])));
        return await client.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusAsync(string? partyId, string code, string address = "192.0.2.1")
    {
        using var answer = await LookUpAsync(partyId, code, address);
        return answer.StatusCode;
    }

    private async Task<Results<Ok<string>, JsonHttpResult<ErrorMessage>>> AnswerAsync(string code)
    {
        Interlocked.Increment(ref handled);
        await Work();
        return code == "good" ? TypedResults.Ok(code) : ErrorMessage.Answer(StatusCodes.Status404NotFound);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
