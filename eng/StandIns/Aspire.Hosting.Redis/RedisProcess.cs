using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Redis;

/// <summary>Runs the machine's <c>redis-server</c>, or Debian's. It writes nothing to disk: a restarted Redis is an empty one.</summary>
internal sealed class RedisProcess(RedisResource redis)
{
    public async Task<ProcessPlan> PlanAsync(LocalProcessContext context)
    {
        var environment = new Dictionary<string, string>(context.Environment, StringComparer.Ordinal);
        var program = Programs.Find("redis-server");
        if (program is null)
        {
            var root = await context.Services.GetRequiredService<DebianPackages>().UnpackAsync("redis-server", context.CancellationToken);
            program = Path.Combine(root, "usr", "bin", "redis-server");
            environment["LD_LIBRARY_PATH"] = DebianPackages.LibraryPath(root);
        }

        return new ProcessPlan
        {
            FileName = program,
            // The last "-" reads the configuration from standard input.
            Arguments = [.. context.Arguments, "-"],
            Input = await ConfigurationAsync(context.CancellationToken),
            WorkingDirectory = Path.GetTempPath(),
            Environment = environment,
        };
    }

    private async Task<string> ConfigurationAsync(CancellationToken cancellationToken)
    {
        var password = await redis.PasswordParameter!.GetValueAsync(cancellationToken);
        return string.Create(CultureInfo.InvariantCulture, $"""
            bind 127.0.0.1 -::1
            protected-mode yes
            port {redis.PrimaryEndpoint.Port}
            save ""
            appendonly no
            maxmemory-policy noeviction
            requirepass "{Escape(password!)}"

            """);
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
