using System.Net;
using System.Text;
using Voucher.Issuance.Imports;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>Uploads that end before their time, by the sender's fault or by his line's.</summary>
public sealed class BrokenUploadTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Theory]
    [InlineData("{0}\n", "line 2")]
    [InlineData("code,other\n{0},\n", "line 3")]
    [InlineData("\"", "line 1")]
    public async Task A_line_of_two_gigabytes_ends_the_upload_at_its_beginning(string begin, string field)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        var (answer, sent) = await SendEndlesslyAsync(client, campaign, string.Format(null, begin, ImportClient.NewCode()));

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{field}\":[\"{char.ToUpperInvariant(field[0])}{field[1..]} is longer than 4096 bytes.", answer, StringComparison.Ordinal);
        Assert.InRange(sent, 1, 64 * 1024 * 1024);
        Assert.Empty(await service.InventoryAsync(campaign));
        Assert.Equal("rejected", await service.StateOfLastImportAsync(campaign));
    }

    [Fact]
    public async Task A_refused_upload_is_never_taken_for_an_abandoned_one()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        using var done = new CancellationTokenSource();
        var rounds = LookForAbandonedUploadsAsync(done.Token);

        for (var upload = 0; upload < 20; upload++)
        {
            using var answer = await client.UploadAsync(campaign, $"{ImportClient.NewCode()}\n{new string('A', 100_000)}");
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            Assert.Equal("rejected", await service.StateOfLastImportAsync(campaign));
        }

        await done.CancelAsync();
        Assert.InRange(await rounds, 1, int.MaxValue);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_nothing_but_its_failure()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        using (var socket = new System.Net.Sockets.TcpClient())
        {
            await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
            var request = $"POST /admin/v1/campaigns/{campaign}/imports HTTP/1.1\r\nHost: x\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
                + "Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n" + string.Join('\n', ImportClient.NewCodes(1000));
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            await Eventually.IsTrueAsync(async () => await service.StateOfLastImportAsync(campaign) == "receiving");
        }

        await Eventually.IsTrueAsync(async () => await service.StateOfLastImportAsync(campaign) == "failed");
        Assert.Empty(await service.InventoryAsync(campaign));
        Assert.Equal(0, await service.ReadAsync<long>(
            "SELECT count(*) FROM imports WHERE campaign_id = @campaign AND to_regclass('import_lines_' || id) IS NOT NULL", new { campaign }));
    }

    private async Task<int> LookForAbandonedUploadsAsync(CancellationToken cancellationToken)
    {
        var rounds = 0;
        for (; !cancellationToken.IsCancellationRequested; rounds++)
            await service.Get<ImportRunner>().RunOnceAsync(CancellationToken.None);
        return rounds;
    }

    /// <summary>Sends a beginning and then one letter, up to two gigabytes, until an answer comes; tells it and how much was sent by then.</summary>
    private static async Task<(string Answer, long Sent)> SendEndlesslyAsync(HttpClient client, string campaign, string begin)
    {
        const long twoGigabytes = 2L * 1024 * 1024 * 1024;
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        var stream = socket.GetStream();
        var head = $"POST /admin/v1/campaigns/{campaign}/imports HTTP/1.1\r\nHost: x\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n{begin.Length:X}\r\n{begin}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        var part = Encoding.ASCII.GetBytes($"10000\r\n{new string('A', 0x10000)}\r\n");
        var sent = 0L;
        for (; sent < twoGigabytes && !stream.DataAvailable; sent += 0x10000)
            await stream.WriteAsync(part);
        // Head and body of the answer may come one after the other.
        var (answer, buffer) = ("", new byte[8192]);
        while (!answer.Contains('}', StringComparison.Ordinal) && await stream.ReadAsync(buffer) is > 0 and var length)
            answer += Encoding.UTF8.GetString(buffer, 0, length);
        return (answer, sent);
    }
}
