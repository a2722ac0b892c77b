using System.IO.Compression;

namespace Voucher.StandIns.Tests.Feed;

/// <summary>
/// A package feed in a folder, and a copy of the repository's build files beside it that knows no other feed. Deleted at the end.
/// </summary>
internal sealed class LocalFeed : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("voucher-feed-");

    public LocalFeed()
    {
        foreach (var file in (string[])["Directory.Packages.props", "global.json", "eng/StandIns.targets", "eng/StandIns.Probe.proj"])
            Copy(file);
        foreach (var project in Directory.EnumerateFiles(Path.Combine(RepositoryRoot, "eng/StandIns"), "*.csproj", SearchOption.AllDirectories))
            Copy(Path.GetRelativePath(RepositoryRoot, project));
        Directory.CreateDirectory(Path.Combine(Root, "feed"));
        // A packages folder of its own: what is restored here must not be found by any other build.
        Write("nuget.config",
            """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="local" value="feed" /></packageSources>
            </configuration>
            """);
        Write("Directory.Build.targets", """<Project><Import Project="eng/StandIns.targets" /></Project>""");
        Write("consumer/consumer.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Aspire.Npgsql" />
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>The ids of the packages that have a stand-in.</summary>
    public static IReadOnlyList<string> StandIns { get; } =
        [.. Directory.EnumerateDirectories(Path.Combine(RepositoryRoot, "eng/StandIns")).Select(path => Path.GetFileName(path)).Order()];

    public string Root => folder.FullName;

    public string Consumer => Path.Combine(Root, "consumer", "consumer.csproj");

    private static string RepositoryRoot
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(directory.FullName, "Voucher.sln")))
                directory = directory.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
            return directory.FullName;
        }
    }

    /// <summary>Packs an empty package of an id and a version.</summary>
    public void Pack(string id, string version)
    {
        using var package = ZipFile.Open(Path.Combine(Root, "feed", $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var writer = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            writer.Write(
                $"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>Empty.</description></metadata>
                </package>
                """);
        }
        package.CreateEntry("lib/net10.0/_._");
    }

    private void Write(string file, string text)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Copy(string file)
    {
        var target = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(Path.Combine(RepositoryRoot, file), target);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
