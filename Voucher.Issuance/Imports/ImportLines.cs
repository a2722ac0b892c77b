using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace Voucher.Issuance.Imports;

/// <summary>
/// The lines of one import while they wait, in a table of their own: dropping it costs nothing, while deleting millions of rows would.
/// </summary>
public sealed class ImportLines(long importId)
{
    /// <summary>Statements over many lines take their time; this only keeps one that hangs from hanging for ever.</summary>
    public const int PatienceSeconds = 1800;

    private readonly string table = string.Create(CultureInfo.InvariantCulture, $"import_lines_{importId}");

    /// <summary>A statement of ours that says <c>import_lines</c> where it means this import's table.</summary>
    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The name is made of a number.")]
    public NpgsqlCommand Command(string sql, NpgsqlConnection connection) =>
        new(sql.Replace("import_lines", table, StringComparison.Ordinal), connection) { CommandTimeout = PatienceSeconds };

    /// <summary>Creates the table, within the caller's transaction: it is gone again when that does not commit.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var create = Command(
            """
            DROP TABLE IF EXISTS import_lines;
            CREATE TABLE import_lines (line bigint NOT NULL, code text COLLATE "C", serial_number text, problem text, detail text)
            """,
            connection);
        await create.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Begins to write lines.</summary>
    public async Task<LineWriter> WriteAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        new(await connection.BeginBinaryImportAsync(
            $"COPY {table} (line, code, serial_number, problem, detail) FROM STDIN (FORMAT BINARY)", cancellationToken));

    /// <summary>To be called when all lines are written: without it, each step would read all of them.</summary>
    public async Task IndexAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var index = Command("ALTER TABLE import_lines ADD PRIMARY KEY (line); ANALYZE import_lines", connection);
        await index.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drops the table if it is there.</summary>
    public async Task DropAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var drop = Command("DROP TABLE IF EXISTS import_lines", connection);
        await drop.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Writes lines by COPY. Without <see cref="CompleteAsync"/> none is written.</summary>
    public sealed class LineWriter(NpgsqlBinaryImporter importer) : IAsyncDisposable
    {
        /// <summary>Writes one.</summary>
        public async ValueTask WriteAsync(CodeLine line, CancellationToken cancellationToken)
        {
            await importer.StartRowAsync(cancellationToken);
            await importer.WriteAsync(line.Number, NpgsqlDbType.Bigint, cancellationToken);
            await TextAsync(line.Code, cancellationToken);
            await TextAsync(line.SerialNumber, cancellationToken);
            await TextAsync(line.Problem is null ? null : "invalid", cancellationToken);
            await TextAsync(line.Problem, cancellationToken);
        }

        /// <summary>Ends the writing.</summary>
        public async Task CompleteAsync(CancellationToken cancellationToken) => await importer.CompleteAsync(cancellationToken);

        public ValueTask DisposeAsync() => importer.DisposeAsync();

        private Task TextAsync(string? text, CancellationToken cancellationToken) => text is null
            ? importer.WriteNullAsync(cancellationToken)
            : importer.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
    }
}
