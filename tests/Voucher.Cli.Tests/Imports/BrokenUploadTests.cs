using Microsoft.AspNetCore.Http;

namespace Voucher.Cli.Tests.Imports;

/// <summary>Uploads whose connection breaks before there is an answer.</summary>
public sealed class BrokenUploadTests : IAsyncLifetime
{
    private readonly GatewayDouble gateway = new();
    private readonly string file = Path.GetTempFileName();
    private readonly List<string> imports = [Import.Json(6, "failed", message: "An older import.")];

    public BrokenUploadTests() => gateway.On("GET campaigns/C1/imports", context => context.Response.WriteAsync(Import.List(imports.Take(1))));

    [Fact]
    public async Task What_the_platform_says_about_it_is_told()
    {
        BreakWith(Import.Json(7, "failed", message: "Line 3 is longer than 4096 bytes."), afterBytes: 1000);

        var ending = await UploadAsync();

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("error: The upload broke off. Import 7 is failed: Line 3 is longer than 4096 bytes.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_platform_is_given_a_moment_to_notice()
    {
        BreakWith(Import.Json(7, "receiving"), afterBytes: 1000);
        var questions = 0;
        gateway.On("GET campaigns/C1/imports", context =>
        {
            if (++questions == 4)
                imports[0] = Import.Json(7, "failed", message: "The upload broke off.");
            return context.Response.WriteAsync(Import.List(imports.Take(1)));
        });

        var ending = await UploadAsync();

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("Import 7 is failed: The upload broke off.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_import_is_not_taken_for_it()
    {
        BreakWith(import: null, afterBytes: 1000);

        var ending = await UploadAsync();

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("the platform knows nothing of it: nothing was imported", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("An older import.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_platform_cannot_say_the_operator_hears_where_to_look()
    {
        BreakWith(import: null, afterBytes: 1000);
        var questions = 0;
        gateway.On("GET campaigns/C1/imports", context =>
        {
            context.Response.StatusCode = ++questions == 1 ? 200 : 503;
            return context.Response.WriteAsync(Import.List());
        });

        var ending = await UploadAsync();

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("Look later what became of it: voucher import list C1", ending.Error, StringComparison.Ordinal);
        Assert.Contains("(503)", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_only_the_answer_was_lost_the_import_is_followed()
    {
        BreakWith(Import.Json(7, "proving"), afterBytes: long.MaxValue);
        gateway.OnEvents("GET imports/7/events", ("done", Import.Json(7, "completed", 5, 5)));

        var ending = await UploadAsync();

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("state        completed", ending.Output, StringComparison.Ordinal);
    }

    private async Task<Ending> UploadAsync()
    {
        await File.WriteAllBytesAsync(file, new byte[20_000_000]);
        return await new Operator(gateway).RunAsync("codes", "import", "C1", file);
    }

    /// <summary>Reads some of the upload, notes an import, and breaks the connection.</summary>
    private void BreakWith(string? import, long afterBytes) => gateway.On("POST campaigns/C1/imports", async context =>
    {
        var buffer = new byte[4096];
        var read = 0L;
        while (read < afterBytes && await context.Request.Body.ReadAsync(buffer) is > 0 and var more)
            read += more;
        if (import is not null)
            imports.Insert(0, import);
        context.Abort();
    });

    public Task InitializeAsync() => gateway.InitializeAsync();

    public Task DisposeAsync()
    {
        File.Delete(file);
        return gateway.DisposeAsync();
    }
}
