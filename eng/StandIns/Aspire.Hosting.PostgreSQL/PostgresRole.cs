using Aspire.Hosting.Stores;

namespace Aspire.Hosting.Postgres;

/// <summary>The role that the connection string names.</summary>
internal static class PostgresRole
{
    public const string Superuser = "postgres";

    /// <summary>Sets its password while no server runs, in single-user mode; the statement goes through standard input, where no process list shows it.</summary>
    public static async Task SetAsync(PostgresPrograms programs, string data, string user, string password, CancellationToken cancellationToken)
    {
        // One line is one statement there.
        var create = string.Equals(user, Superuser, StringComparison.Ordinal)
            ? ""
            : $"DO $$ BEGIN CREATE ROLE {Quote(user, '"')}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n";
        var alter = $"ALTER ROLE {Quote(user, '"')} LOGIN SUPERUSER PASSWORD {Quote(password, '\'')};\n";
        var plan = programs.Plan("postgres", "--single", "-D", data, "-c", "log_min_error_statement=panic", "-c", "exit_on_error=on", "postgres") with { Input = create + alter };
        await programs.Launcher.RunToEndAsync(plan, cancellationToken);
    }

    private static string Quote(string value, char quote) => value.AsSpan().ContainsAny('\n', '\r')
        ? throw new DistributedApplicationException("A PostgreSQL user name or password cannot have line breaks.")
        : $"{quote}{value.Replace(quote.ToString(), new string(quote, 2), StringComparison.Ordinal)}{quote}";
}
