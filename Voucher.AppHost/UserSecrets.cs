using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Hosting;

namespace Voucher.AppHost;

/// <summary>Secrets of whoever runs the platform on this machine, as <c>dotnet user-secrets</c> keeps them.</summary>
internal static class UserSecrets
{
    /// <summary>
    /// Reads them outside Development as well, where it does not happen by itself, though generated secrets are kept there, without which
    /// a database does not open at the next start. As in Development they win over files of settings, not over variables and arguments.
    /// </summary>
    public static void AddUserSecretsOutsideDevelopment(this IDistributedApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
            return;
        var sources = builder.Configuration.Sources;
        var secrets = new ConfigurationBuilder().AddUserSecrets("voucher-apphost").Sources[0];
        sources.Insert(sources.IndexOf(sources.Last(source => source is JsonConfigurationSource)) + 1, secrets);
    }
}
