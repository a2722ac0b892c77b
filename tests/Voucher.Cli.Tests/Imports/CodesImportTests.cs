using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Voucher.Cli.Tests.Imports;

public sealed class CodesImportTests : IAsyncLifetime
{
    private readonly GatewayDouble gateway = new();
    private readonly string file = Path.GetTempFileName();

    public CodesImportTests()
    {
        gateway.On("GET campaigns/C1/imports", Import.List());
        gateway.OnEvents("GET imports/7/events", ("progress", Import.Json(7, "proving", 2)), ("done", Import.Json(7, "completed", 2, 2)));
    }

    [Fact]
    public async Task A_file_of_many_megabytes_arrives_as_it_is_and_is_followed_until_it_is_completed()
    {
        var bytes = RandomNumberGenerator.GetBytes(30_000_000);
        await File.WriteAllBytesAsync(file, bytes);
        var hash = "";
        gateway.On("POST campaigns/C1/imports", async context =>
        {
            hash = Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body));
            await AcceptAsync(context);
        });

        var ending = await new Operator(gateway).RunAsync("codes", "import", "C1", file);

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(bytes)), hash);
        var upload = gateway.Received.Single(request => request.Method == "POST");
        Assert.Equal(("30000000", "text/csv", ""), (upload.Headers["Content-Length"], upload.Headers["Content-Type"], upload.Query));
        Assert.Contains("committed    2", ending.Output, StringComparison.Ordinal);
        Assert.Contains($"Uploading {Path.GetFileName(file)} (30.0 MB).", ending.Error, StringComparison.Ordinal);
        Assert.Contains("Import 7: proving, 2 lines read.", ending.Error, StringComparison.Ordinal);
        Assert.Contains("Import 7: completed, 2 codes are in the inventory.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_standard_input_is_sent_while_it_comes()
    {
        var sent = "";
        gateway.On("POST campaigns/C1/imports", async context =>
        {
            sent = await new StreamReader(context.Request.Body).ReadToEndAsync();
            await AcceptAsync(context);
        });
        using var pipe = new PipeLike(Encoding.UTF8.GetBytes("AAAA\nBBBB\n"));

        var someone = new Operator(gateway) { StandardInput = () => pipe };
        var ending = await someone.RunAsync("codes", "import", "C1", "-", "--type", "text", "--skip-problems", "--allow-guessable", "--json");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("AAAA\nBBBB\n", sent);
        var upload = gateway.Received.Single(request => request.Method == "POST");
        Assert.Equal(("chunked", "text/plain", "?problems=skip&allow_guessable=true"),
            (upload.Headers["Transfer-Encoding"], upload.Headers["Content-Type"], upload.Query));
        Assert.Equal("completed", JsonElement.Parse(ending.Output).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_rejected_file_fails_and_its_first_bad_lines_are_told()
    {
        var lines = Enumerable.Range(2, 12).Select(line => $"{line},duplicate,\"The code is in line 1 already.\"");
        gateway.On("POST campaigns/C1/imports", AcceptAsync);
        gateway.OnEvents("GET imports/7/events", ("done", Import.Json(7, "rejected", 13, message: "12 lines are wrong.", duplicates: 12)));
        gateway.On("GET imports/7/report", context => context.Response.WriteAsync($"line,problem,detail\r\n{string.Join("\r\n", lines)}\r\n"));

        var ending = await new Operator(gateway).RunAsync("codes", "import", "C1", file);

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("duplicates   12", ending.Output, StringComparison.Ordinal);
        Assert.Contains("line 11: The code is in line 1 already. (duplicate)", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("line 12:", ending.Error, StringComparison.Ordinal);
        Assert.Contains("All of them: voucher import report 7", ending.Error, StringComparison.Ordinal);
        Assert.Contains("error: Import 7 is rejected.", ending.Error, StringComparison.Ordinal);
        Assert.Contains("12 lines are wrong.", ending.Error, StringComparison.Ordinal);
        Assert.Contains("--skip-problems", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_upload_tells_why_and_follows_nothing()
    {
        gateway.On("POST campaigns/C1/imports", """{"title":"Wrong","errors":{"line 1":["Is longer than 4096 bytes."]}}""", 400);

        var ending = await new Operator(gateway).RunAsync("codes", "import", "C1", file);

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("line 1: Is longer than 4096 bytes.", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Received, request => request.Path.EndsWith("/events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_and_nothing_is_sent()
    {
        var ending = await new Operator(gateway).RunAsync("codes", "import", "C1", "/no/such/file.csv");

        Assert.Equal(1, ending.ExitCode);
        Assert.StartsWith("error: /no/such/file.csv cannot be read:", ending.Error, StringComparison.Ordinal);
        Assert.Empty(gateway.Received);
    }

    [Fact]
    public async Task On_a_screen_bars_are_shown_on_the_side_of_errors_only()
    {
        gateway.On("POST campaigns/C1/imports", AcceptAsync);

        var ending = await new Operator(gateway) { HasScreen = true }.RunAsync("codes", "import", "C1", file, "--json");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("completed", JsonElement.Parse(ending.Output).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Generated_codes_are_waited_for()
    {
        gateway.On("POST campaigns/C1/codes/generate", Import.Json(7, "generating"), 202);

        var ending = await new Operator(gateway).RunAsync(
            "codes", "generate", "C1", "--count", "1000", "--length", "12", "--prefix", "X", "--charset", "AB", "--checksum", "luhn", "--allow-guessable");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("state        completed", ending.Output, StringComparison.Ordinal);
        Assert.Equal(
            """{"count":1000,"length":12,"prefix":"X","charset":"AB","checksum":"luhn","allow_guessable":true}""",
            gateway.Received.Single(request => request.Method == "POST").Body);
    }

    private static async Task AcceptAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.WriteAsync(Import.Json(7, "proving"));
    }

    public Task InitializeAsync() => gateway.InitializeAsync();

    public Task DisposeAsync()
    {
        File.Delete(file);
        return gateway.DisposeAsync();
    }

    /// <summary>Bytes of which nobody knows how many there are.</summary>
    private sealed class PipeLike(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
