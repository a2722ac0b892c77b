using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Voucher.ServiceDefaults.Migrations;

internal sealed partial record Migration(int Version, string Name, string Sql)
{
    /// <summary>The migrations that are embedded in an assembly, by number.</summary>
    /// <exception cref="InvalidOperationException">Two have one number.</exception>
    public static IReadOnlyList<Migration> ReadAll(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: ResourceName().Match(resource)))
            .Where(found => found.Match.Success)
            .Select(found => new Migration(
                int.Parse(found.Match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture),
                found.Match.Groups["name"].Value,
                Read(assembly, found.Resource)))
            .OrderBy(migration => migration.Version)
            .ToList();
        var twice = migrations.GroupBy(migration => migration.Version).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? migrations
            : throw new InvalidOperationException($"Two migrations have the number {twice.Key}: {string.Join(", ", twice.Select(migration => migration.Name))}.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.Migrations\.(?<version>\d{4})_(?<name>\w+)\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResourceName();
}
