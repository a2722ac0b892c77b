using System.Net.Http.Headers;
using Voucher.AppHost.Tests.Operators;

namespace Voucher.AppHost.Tests.People;

/// <summary>A merchant that no other test knows, as a client of the gateway that shows its token as contract S3 has it, or as all others do.</summary>
internal sealed class NewMerchant : IDisposable
{
    private static readonly string[] Scopes = ["voucher:manage", "/external/voucher/w"];

    private NewMerchant(string id, HttpClient reporter, HttpClient client) => (Id, Reporter, Client) = (id, reporter, client);

    public string Id { get; }

    public HttpClient Reporter { get; }

    public HttpClient Client { get; }

    public static async Task<NewMerchant> MakeAsync(Platform platform)
    {
        var id = $"MERCH-{Guid.NewGuid():N}";
        await platform.Operator.PostAsync("/admin/v1/parties", new { id, kind = "merchant", name = "A merchant" });
        var token = (await platform.Operator.PostAsync($"/admin/v1/parties/{id}/tokens", new { scopes = Scopes })).GetProperty("token").GetString()!;
        return new NewMerchant(id, ClientWith("token"), ClientWith("Bearer"));

        HttpClient ClientWith(string scheme) => new()
        {
            BaseAddress = platform.Gateway.BaseAddress,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue(scheme, token) },
        };
    }

    public void Dispose()
    {
        Reporter.Dispose();
        Client.Dispose();
    }
}
