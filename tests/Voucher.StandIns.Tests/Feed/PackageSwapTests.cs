using System.Diagnostics;
using System.Text.Json;
using System.Xml.Linq;

namespace Voucher.StandIns.Tests.Feed;

public sealed class PackageSwapTests : IDisposable
{
    private readonly LocalFeed feed = new();

    [Fact]
    public async Task A_feed_that_has_all_packages_is_used_and_no_stand_in_takes_part()
    {
        foreach (var id in LocalFeed.StandIns)
            feed.Pack(id, VersionOf(id));

        await DotnetAsync("restore", feed.Consumer);

        using var assets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(feed.Root, "consumer/obj/project.assets.json")));
        var libraries = assets.RootElement.GetProperty("libraries");
        Assert.Equal("package", libraries.GetProperty($"Aspire.Npgsql/{VersionOf("Aspire.Npgsql")}").GetProperty("type").GetString());
        Assert.All(libraries.EnumerateObject(), library => Assert.Equal("package", library.Value.GetProperty("type").GetString()));
        Assert.True(Directory.Exists(Path.Combine(feed.Root, "packages/aspire.npgsql")));
    }

    [Fact]
    public async Task A_feed_that_lacks_one_package_makes_every_reference_a_stand_in()
    {
        foreach (var id in LocalFeed.StandIns.Skip(1))
            feed.Pack(id, VersionOf(id));

        var items = await ItemsAfterSwapAsync();

        Assert.DoesNotContain("Aspire.Npgsql", Identities(items, "PackageReference"));
        Assert.Contains(Identities(items, "ProjectReference"), project => project.EndsWith("eng/StandIns/Aspire.Npgsql/Aspire.Npgsql.csproj", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_package_of_another_version_is_not_the_package()
    {
        foreach (var id in LocalFeed.StandIns)
            feed.Pack(id, "99.0.0");

        var items = await ItemsAfterSwapAsync();

        Assert.DoesNotContain("Aspire.Npgsql", Identities(items, "PackageReference"));
    }

    [Fact]
    public async Task The_answer_can_be_given_in_the_feeds_place()
    {
        var items = await ItemsAfterSwapAsync("-p:StandIns=false");

        Assert.Contains("Aspire.Npgsql", Identities(items, "PackageReference"));
        Assert.False(Directory.Exists(Path.Combine(feed.Root, "artifacts")));
    }

    public void Dispose() => feed.Dispose();

    private async Task<JsonElement> ItemsAfterSwapAsync(params string[] arguments)
    {
        var output = await DotnetAsync(
            ["msbuild", feed.Consumer, "-t:SwapInStandIns", "-getItem:PackageReference", "-getItem:ProjectReference", .. arguments]);
        return JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("Items");
    }

    private static IEnumerable<string> Identities(JsonElement items, string name) =>
        items.GetProperty(name).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!);

    private string VersionOf(string id)
    {
        var versions = XDocument.Load(Path.Combine(feed.Root, "Directory.Packages.props"));
        var version = versions.Descendants("PackageVersion").Single(item => item.Attribute("Include")!.Value == id).Attribute("Version")!.Value;
        return version.Replace("$(AspireVersion)", versions.Descendants("AspireVersion").Single().Value, StringComparison.Ordinal);
    }

    private async Task<string> DotnetAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = feed.Root };
        // The test runner's own build settings are not meant for this build.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
        return output;
    }
}
