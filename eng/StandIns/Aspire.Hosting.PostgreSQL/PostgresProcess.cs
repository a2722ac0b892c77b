using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Postgres;

/// <summary>Runs the machine's PostgreSQL, or Debian's, on loopback TCP, with every commit flushed.</summary>
internal sealed class PostgresProcess(PostgresServerResource server)
{
    private PostgresDataFolder? _folder;

    public async Task<ProcessPlan> PlanAsync(LocalProcessContext context)
    {
        var programs = await PostgresPrograms.FindAsync(context);
        _folder ??= Open(context.Services);
        var user = await server.UserNameReference.GetValueAsync(context.CancellationToken);
        var password = await server.PasswordParameter.GetValueAsync(context.CancellationToken);
        await _folder.PrepareAsync(programs, user!, password!, context.CancellationToken);
        var port = server.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        return programs.Plan("postgres") with
        {
            Arguments =
            [
                "-D", _folder.Data,
                "-c", "listen_addresses=localhost",
                "-c", $"port={port}",
                "-c", "unix_socket_directories=",
                "-c", "fsync=on",
                "-c", "synchronous_commit=on",
                "-c", "logging_collector=off",
                .. context.Arguments,
            ],
            Environment = programs.EnvironmentWith(context.Environment),
            // "Fast": open transactions are rolled back, then a checkpoint is written.
            StopSignal = Signal.Interrupt,
            StopLimit = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>Lets go of the data folder, and deletes it where it was a temporary one.</summary>
    public void CleanUp() => _folder?.Dispose();

    private PostgresDataFolder Open(IServiceProvider services)
    {
        var volume = server.Annotations.OfType<ContainerMountAnnotation>().LastOrDefault()?.Source;

        // Random ports mean that several AppHosts run side by side (tests). The real package would let their containers collide
        // on one volume; here each has fresh data, which is also what a test wants.
        var isKept = volume is not null && !RunSettings.RandomizePorts(services.GetRequiredService<IConfiguration>());
        return isKept
            ? PostgresDataFolder.OpenVolume(services.GetRequiredService<AppHostProject>(), volume!)
            : PostgresDataFolder.CreateTemporary();
    }
}
