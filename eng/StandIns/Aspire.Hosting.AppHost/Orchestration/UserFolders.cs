namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Where things are kept between runs. A user's own folders, after the XDG base directory specification; for root
/// folders outside of its home, because PostgreSQL refuses to run as root and its user must be able to reach them.
/// </summary>
internal static class UserFolders
{
    private const string Product = "voucher";

    /// <summary>What can be had again: unpacked packages, templates.</summary>
    public static string Cache { get; } = Ensure(Find("XDG_CACHE_HOME", ".cache", "/var/cache"));

    /// <summary>What must last: data folders, generated passwords.</summary>
    public static string State { get; } = Ensure(Find("XDG_STATE_HOME", ".local/state", "/var/lib"));

    private static string Find(string variable, string underHome, string forRoot)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } root && Path.IsPathRooted(root))
        {
            return Path.Combine(root, Product);
        }

        return Environment.IsPrivilegedProcess
            ? Path.Combine(forRoot, Product)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), underHome, Product);
    }

    private static string Ensure(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A user without a home can run everything, but keeps nothing.
            return Directory.CreateTempSubdirectory(Product + "-").FullName;
        }
    }
}
