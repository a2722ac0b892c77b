using System.Net;
using System.Net.Sockets;
using System.Text;
using Voucher.Issuance.Tests.Transactions;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Reconciliation;

/// <summary>Journals that are not as they should be. Of none of them anything is kept.</summary>
public sealed class BadJournalTests(SmallJournals fixture) : IClassFixture<SmallJournals>, IAsyncLifetime
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => Assert.Equal(
        0, await service.ReadAsync<long>("SELECT count(*) FROM reconciliations WHERE distributor_id = @distributor", new { distributor }));

    [Theory]
    [InlineData("""{"request_id":"a"}""" + "\n{", "line 2", "is no JSON object")]
    [InlineData("""{"request_id":"a"}""" + "\n" + """{"request_id":"b","at":"2026-11-2""", "line 2", "is no JSON object")]
    [InlineData("""[{"request_id":"a"}]""", "line 1", "is no JSON object.")]
    [InlineData("\"a\"", "line 1", "is no JSON object.")]
    [InlineData("null", "line 1", "is no JSON object.")]
    [InlineData("request_id\na", "line 1", "is no JSON object")]
    [InlineData("\n\n{}", "line 3", "has neither request_id nor voucher_code.")]
    [InlineData("""{"terminal_id":"T1"}""", "line 1", "has neither request_id nor voucher_code.")]
    [InlineData("""{"request_id":null}""", "line 1", "has neither request_id nor voucher_code.")]
    [InlineData("""{"request_id":17}""", "line 1", "has a request_id that is no text.")]
    [InlineData("""{"request_id":{"a":1}}""", "line 1", "has a request_id that is no text.")]
    [InlineData("""{"request_id":" "}""", "line 1", "has a request_id that is blank.")]
    [InlineData("""{"request_id":"a\u0000b"}""", "line 1", "has a request_id that has control characters.")]
    [InlineData("""{"request_id":"a\u0085b"}""", "line 1", "has a request_id that has control characters.")]
    [InlineData("""{"voucher_code":"\ud800"}""", "line 1", "is no JSON object")]
    [InlineData("""{"\ud800":"a"}""", "line 1", "is no JSON object")]
    [InlineData("""{"request_id":"a","request_id":"b"}""", "line 1", "has request_id twice.")]
    [InlineData("""{"request_id":"a","terminal":"T1"}""", "line 1", "has an unknown field.")]
    [InlineData("""{"request_id":"a"} {"request_id":"b"}""", "line 1", "is no JSON object")]
    [InlineData("""{"request_id":"a",}""", "line 1", "is no JSON object")]
    [InlineData("""{"request_id":"a"} // comment""", "line 1", "is no JSON object")]
    [InlineData("""{"request_id":"a","at":"2026-11-20"}""", "line 1", "has an 'at' that is no time with its offset")]
    [InlineData("""{"request_id":"a","at":"2026-02-30T12:00:00Z"}""", "line 1", "has an 'at' that is no time with its offset")]
    [InlineData("""{"request_id":"a","at":"2026-11-20T12:00:00"}""", "line 1", "has an 'at' that is no time with its offset")]
    [InlineData("""{"request_id":"a","at":"0001-01-01T00:00:00Z"}""", "line 1", "has an 'at' that is no time with its offset")]
    [InlineData("""{"request_id":"a","at":"9999-12-31T23:59:59.9999999Z"}""", "line 1", "has an 'at' that is no time with its offset")]
    [InlineData("""{"request_id":"a","at":1763640000}""", "line 1", "has a at that is no text.")]
    [InlineData("", "body", "The journal has no rows.")]
    [InlineData("\r\n \n\t\n", "body", "The journal has no rows.")]
    public async Task A_bad_line_of_NDJSON_is_named(string journal, string field, string how)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.UploadAsync(journal);
        var refused = await answer.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, refused.Field);
        Assert.Contains(how, refused.How, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("R1,T1\nR2,T2", "line 1", "its field 1 names none")]
    [InlineData("request_id,terminal\na,b", "line 1", "its field 2 names none")]
    [InlineData("terminal_id,at\na,b", "line 1", "must name the column request_id or voucher_code.")]
    [InlineData("request_id,REQUEST_ID\na,b", "line 1", "names the column request_id twice.")]
    [InlineData("request_id,terminal_id\na,b\nc", "line 3", "has 1 fields; the first line names 2.")]
    [InlineData("request_id,terminal_id\na,b,c", "line 2", "has 3 fields; the first line names 2.")]
    [InlineData("request_id,terminal_id\n,b", "line 2", "has neither request_id nor voucher_code.")]
    [InlineData("request_id,terminal_id\n\"a,b\nc,d", "line 2", "is no well-formed CSV")]
    [InlineData("request_id,at\na,yesterday", "line 2", "has an 'at' that is no time with its offset")]
    [InlineData("request_id,at\na\u0001,", "line 2", "has control characters.")]
    [InlineData("", "body", "The journal has no rows.")]
    [InlineData("request_id,voucher_code\r\n", "body", "The journal has no rows.")]
    public async Task A_bad_line_of_CSV_is_named(string journal, string field, string how)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.UploadAsync(journal, type: JournalClient.Csv);
        var refused = await answer.RefusedAsync(HttpStatusCode.BadRequest);
        Assert.Equal(field, refused.Field);
        Assert.Contains(how, refused.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_Unicode_are_refused_by_their_line()
    {
        using var client = service.ClientOf(distributor);
        byte[] bad = [0x41, 0xFF, 0xFE, 0x42];
        using var json = await client.UploadAsync([.. "{\"request_id\":\"a\"}\n{\"request_id\":\""u8, .. bad, .. "\"}"u8]);
        Assert.Equal("line 2", (await json.RefusedAsync(HttpStatusCode.BadRequest)).Field);
        using var csv = await client.UploadAsync([.. "request_id\na\n"u8, .. bad], type: JournalClient.Csv);
        Assert.Equal(("line 3", "Line 3 has a request_id that is not UTF-8."), await csv.RefusedAsync(HttpStatusCode.BadRequest));
        using var wide = await client.UploadAsync(Encoding.Unicode.GetBytes("\uFEFF{\"request_id\":\"a\"}"));
        Assert.Equal("line 1", (await wide.RefusedAsync(HttpStatusCode.BadRequest)).Field);
    }

    [Theory]
    [InlineData("application/json", "Content-Type")]
    [InlineData("text/plain", "Content-Type")]
    [InlineData("application/x-www-form-urlencoded", "Content-Type")]
    [InlineData("nonsense", "Content-Type")]
    [InlineData("text/csv; charset=windows-1252", "Content-Type")]
    public async Task Other_types_are_refused_with_the_remedy(string type, string field)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.UploadAsync("""{"request_id":"a"}""", type: type);
        var refused = await answer.RefusedAsync(HttpStatusCode.UnsupportedMediaType);
        Assert.Equal(field, refused.Field);
        Assert.Contains(type.Contains("charset", StringComparison.Ordinal) ? "UTF-8" : "Send application/x-ndjson or text/csv.", refused.How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_journal_is_refused()
    {
        using var client = service.ClientOf(distributor);
        using var content = new ByteArrayContent([1, 2, 3]) { Headers = { { "Content-Type", JournalClient.Ndjson }, { "Content-Encoding", "gzip" } } };
        using var answer = await client.PostAsync($"{JournalClient.Path}?{JournalClient.Day}", content);
        Assert.Equal("Content-Encoding", (await answer.RefusedAsync(HttpStatusCode.UnsupportedMediaType)).Field);
    }

    [Theory]
    [InlineData("", "day")]
    [InlineData("day=2026-02-30", "day")]
    [InlineData("day=today", "day")]
    [InlineData("day=2026-11-20&time_zone=CET-1", "time_zone")]
    [InlineData("day=2026-11-20&at_tolerance_seconds=-1", "at_tolerance_seconds")]
    [InlineData("day=2026-11-20&at_tolerance_seconds=86401", "at_tolerance_seconds")]
    [InlineData("day=2026-11-20&at_tolerance_seconds=5m", "at_tolerance_seconds")]
    [InlineData("day=2026-11-20&tolerance=5", "tolerance")]
    public async Task A_wrong_parameter_is_named(string query, string named)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.UploadAsync("""{"request_id":"a"}""", query);
        Assert.Equal(named, (await answer.RefusedAsync(HttpStatusCode.BadRequest)).Field);
    }

    [Theory]
    [InlineData(JournalClient.Ndjson, 1)]
    [InlineData(JournalClient.Csv, 2)]
    public async Task A_row_too_many_is_refused(string type, int firstLine)
    {
        using var client = service.ClientOf(distributor);
        var rows = Enumerable.Range(0, SmallJournals.MaxRows + 1).Select(number => type == JournalClient.Csv ? $"R{number}" : $$"""{"request_id":"R{{number}}"}""");
        using var answer = await client.UploadAsync((type == JournalClient.Csv ? "request_id\n" : "") + string.Join('\n', rows), type: type);
        Assert.Equal(($"line {SmallJournals.MaxRows + firstLine}", "The journal has more than 1000 rows."), await answer.RefusedAsync(HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData(JournalClient.Ndjson, "{\"request_id\":\"a\"}\n{\"request_id\":\"", "line 2")]
    [InlineData(JournalClient.Ndjson, "", "line 1")]
    [InlineData(JournalClient.Csv, "request_id\na\n", "line 3")]
    [InlineData(JournalClient.Csv, "\"", "line 1")]
    public async Task A_line_of_megabytes_ends_the_upload_at_its_beginning(string type, string begin, string line)
    {
        await using var large = await IssuanceService.StartAsync(beside: service);
        using var client = large.ClientOf(distributor);
        using var socket = new TcpClient();
        var stream = await BeginAsync(client, socket, type, "Transfer-Encoding: chunked");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(begin.Length == 0 ? "" : $"{begin.Length:X}\r\n{begin}\r\n"));
        var part = Encoding.ASCII.GetBytes($"10000\r\n{new string('A', 0x10000)}\r\n");
        var sent = 0;
        for (; sent < 1024 && !stream.DataAvailable; sent++)
            await stream.WriteAsync(part);
        var answer = await ReadToAsync(stream, "}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains($"\"{line}\":\"{char.ToUpperInvariant(line[0])}{line[1..]} is longer than 16384 bytes.\"", answer, StringComparison.Ordinal);
        Assert.InRange(sent, 1, 1023);
    }

    [Fact]
    public async Task A_journal_that_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        using var client = service.ClientOf(distributor);
        var row = """{"request_id":"a"}""" + new string(' ', 4000) + '\n';
        var journal = string.Concat(Enumerable.Repeat(row, SmallJournals.MaxBytes / row.Length + 2));
        using var told = await client.UploadAsync(journal);
        Assert.Equal("body", (await told.RefusedAsync(HttpStatusCode.RequestEntityTooLarge)).Field);

        using var content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(journal))) { Headers = { { "Content-Type", JournalClient.Ndjson } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{JournalClient.Path}?{JournalClient.Day}") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var untold = await client.SendAsync(request);
        Assert.Equal("body", (await untold.RefusedAsync(HttpStatusCode.RequestEntityTooLarge)).Field);
    }

    [Fact]
    public async Task While_one_journal_arrives_its_distributor_has_no_second_and_when_it_breaks_off_nothing_is_kept()
    {
        using var client = service.ClientOf(distributor);
        using (var socket = new TcpClient())
        {
            var stream = await BeginAsync(client, socket, JournalClient.Ndjson, "Content-Length: 1000000");
            await stream.WriteAsync("""{"request_id":"a"}"""u8.ToArray());
            await Eventually.IsTrueAsync(async () =>
            {
                using var second = await client.UploadAsync("""{"request_id":"\ud800"}""");
                return second.StatusCode == HttpStatusCode.TooManyRequests && second.Headers.RetryAfter?.ToString() == "10";
            });
            using var other = service.ClientOf(TransactionStock.NewDistributor());
            await other.ReconcileAsync("""{"request_id":"a"}""");
        }

        await Eventually.IsTrueAsync(async () =>
        {
            using var again = await client.UploadAsync("{");
            return again.StatusCode == HttpStatusCode.BadRequest;
        });
    }

    [Fact]
    public async Task A_journal_that_takes_too_long_to_arrive_is_refused()
    {
        await using var hasty = await IssuanceService.StartAsync(settings: [("JournalPatience", "00:00:00.5")], beside: service);
        using var client = hasty.ClientOf(distributor);
        using var socket = new TcpClient();
        var stream = await BeginAsync(client, socket, JournalClient.Csv, "Content-Length: 1000000");
        var answer = await ReadToAsync(stream, "}}");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"body\":\"The upload took too long. Nothing was kept", answer, StringComparison.Ordinal);
    }

    /// <summary>Reads an answer as far as a text.</summary>
    private static async Task<string> ReadToAsync(NetworkStream stream, string end)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (answer, buffer) = ("", new byte[4096]);
        while (!answer.Contains(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, patience.Token) is > 0 and var length)
            answer += Encoding.UTF8.GetString(buffer, 0, length);
        return answer;
    }

    /// <summary>Sends the head of an upload.</summary>
    private static async Task<NetworkStream> BeginAsync(HttpClient client, TcpClient socket, string type, string length)
    {
        await socket.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {JournalClient.Path}?{JournalClient.Day} HTTP/1.1\r\nHost: x\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\n"
            + $"Content-Type: {type}\r\n{length}\r\n\r\n"));
        return stream;
    }
}

/// <summary>A service that takes small journals only.</summary>
public sealed class SmallJournals : IssuanceFixture
{
    public const int MaxRows = 1_000;
    public const int MaxBytes = 2 * 1024 * 1024;

    protected override (string Key, string Value)[] Settings => [("MaxJournalRows", "1000"), ("MaxJournalBytes", "2097152")];
}
