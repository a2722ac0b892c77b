namespace Aspire.Hosting.Orchestration;

/// <summary>The machine's users.</summary>
internal static class LocalUser
{
    /// <summary>The user that runs what refuses to run as root; null where this process is not root's.</summary>
    public static string? Unprivileged { get; } = !Environment.IsPrivilegedProcess
        ? null
        : new[] { "postgres", "nobody" }.FirstOrDefault(user => Entry(user) is not null)
            ?? throw new DistributedApplicationException("PostgreSQL refuses to run as root, and there is neither a user 'postgres' nor 'nobody'.");

    /// <summary>The number of a user's own group.</summary>
    public static string GroupOf(string user) => Entry(user)?[3] ?? throw new DistributedApplicationException($"There is no user '{user}'.");

    private static string[]? Entry(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length > 3 && string.Equals(fields[0], user, StringComparison.Ordinal));
}
