using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.Issuance.Confirmation;

namespace Voucher.Issuance.Tests.Confirmation;

/// <summary>Tests of a distributor whose tills confirm what they were given, or do not. Rounds are made by the tests.</summary>
public abstract class TwoPhaseTill(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    protected IssuanceService Service { get; } = fixture.Service;

    protected string Distributor { get; } = $"DIST-{Guid.NewGuid():N}";

    protected HttpClient Client => field ??= Service.ClientOf(Distributor);

    protected static async Task<(HttpStatusCode Status, JsonElement Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    protected async Task<(HttpStatusCode Status, JsonElement Body)> RequestAsync(string requestId, string campaign, int? seconds = 600) => await ReadAsync(
        await Client.PostAsJsonAsync(
            "/api/v1/voucher/request",
            new { request_id = requestId, distributor_id = Distributor, terminal_id = "T", product_ids = new[] { campaign }, confirm_within_seconds = seconds }));

    protected async Task<(HttpStatusCode Status, JsonElement Body)> ConfirmAsync(string requestId, HttpClient? client = null) =>
        await ReadAsync(await (client ?? Client).PostAsJsonAsync("/api/v1/voucher/confirm", new { request_id = requestId }));

    /// <summary>Makes the time of a campaign's unconfirmed vouchers be over.</summary>
    protected Task<int?> LetLapseAsync(string campaign) => Service.ReadAsync<int?>(
        "UPDATE issued_vouchers SET confirm_by = issued_at - interval '1 second' WHERE campaign_id = @campaign AND confirm_by IS NOT NULL", new { campaign });

    protected Task<long> ReturnAsync() => Service.Get<ReturnVouchers>().RunOnceAsync(default);

    protected Task<string> StatesAsync(string campaign) => Service.ReadAsync<string>(
        """
        SELECT string_agg(CASE WHEN returned_at IS NOT NULL THEN 'returned' WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'open' END, ',' ORDER BY seq)
        FROM issued_vouchers WHERE campaign_id = @campaign
        """,
        new { campaign });
}
