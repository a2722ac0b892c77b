using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>The project that an AppHost was built from.</summary>
/// <param name="Name">Its name, shown in the dashboard.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="IsKnown">False where no AppHost project was built, as in a test that makes a builder itself.</param>
internal sealed record AppHostProject(string Name, string Directory, bool IsKnown)
{
    /// <summary>Names what belongs to this AppHost on this machine.</summary>
    public string Key => $"{Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)))[..10]}";

    public static AppHostProject Of(Assembly? assembly, string? directory)
    {
        var name = assembly?.GetName().Name ?? "AppHost";
        var built = assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(m => string.Equals(m.Key, "apphostprojectpath", StringComparison.OrdinalIgnoreCase))?.Value;
        var known = directory ?? built;
        return new AppHostProject(name, Path.TrimEndingDirectorySeparator(Path.GetFullPath(known ?? Environment.CurrentDirectory)), known is not null);
    }
}
