using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Voucher.AppHost.Tests.Operators;

/// <summary>Uploads through the gateway, which streams them and must not lose the answer to one that goes wrong.</summary>
[Collection(Platform.Name)]
public sealed class UploadTests(Platform platform)
{
    [Fact]
    public async Task A_file_of_many_megabytes_goes_through_while_other_bodies_are_bounded()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 });
        // 16 characters and a line end: 3.4 MB.
        using var accepted = await platform.Operator.UploadAsync(campaign.Id, OperatorCalls.NewCodes(200_000));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var import = await platform.Operator.LastImportAsync(campaign.Id, import => import.GetProperty("finished_at").ValueKind != JsonValueKind.Null);
        Assert.Equal("completed", import.StateOf());

        // Asks before it sends: a client that sends at once may find the connection closed before it has read the answer.
        using var careful = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(30) });
        using var large = new HttpRequestMessage(HttpMethod.Post, new Uri(platform.Gateway.BaseAddress!, "/admin/v1/parties"));
        large.ShowToken("demo-operator");
        large.Headers.ExpectContinue = true;
        large.Content = new StringContent($$"""{"id":"X","name":"{{new string('x', 2_000_000)}}"}""", Encoding.UTF8, "application/json");
        using var refused = await careful.SendAsync(large);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
    }

    [Fact]
    public async Task A_line_of_hundreds_of_megabytes_is_refused_and_the_operator_reads_why()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 });
        using var socket = await BeginAsync(campaign, "Transfer-Encoding: chunked");
        var stream = socket.GetStream();
        var part = Encoding.ASCII.GetBytes($"10000\r\n{new string('A', 0x10000)}\r\n");
        for (var sent = 0; sent < 300 * 1024 * 1024; sent += 0x10000)
            await stream.WriteAsync(part);
        await stream.WriteAsync("0\r\n\r\n"u8.ToArray());

        var answer = new byte[8192];
        var text = Encoding.UTF8.GetString(answer, 0, await stream.ReadAsync(answer));
        Assert.StartsWith("HTTP/1.1 400 ", text, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", text, StringComparison.Ordinal);
        Assert.Contains("\"line 1\":[\"Line 1 is longer than 4096 bytes.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_imports_nothing()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 });
        using (var socket = await BeginAsync(campaign, "Content-Length: 10000000"))
        {
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Join('\n', OperatorCalls.NewCodes(50_000))));
            await platform.Operator.LastImportAsync(campaign.Id, import => import.StateOf() == "receiving");
        }

        var import = await platform.Operator.LastImportAsync(campaign.Id, import => import.StateOf() != "receiving");
        Assert.Equal("failed", import.StateOf());
        Assert.StartsWith("The upload broke off", import.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(campaign.Id));
    }

    /// <summary>Sends the head of an upload.</summary>
    private async Task<TcpClient> BeginAsync(SeededCampaign campaign, string framing)
    {
        var address = platform.Gateway.BaseAddress!;
        var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        var head = string.Create(CultureInfo.InvariantCulture,
            $"POST /admin/v1/campaigns/{campaign.Id}/imports HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer demo-operator\r\nContent-Type: text/csv\r\n{framing}\r\n\r\n");
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return socket;
    }

    private async Task<long> CountAsync(string campaignId)
    {
        await using var command = platform.IssuanceDatabase.CreateCommand("SELECT count(*) FROM codes WHERE campaign_id = $1");
        command.Parameters.Add(new() { Value = campaignId });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
