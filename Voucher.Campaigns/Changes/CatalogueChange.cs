using System.Data.Common;
using Dapper;
using Npgsql;
using Voucher.Campaigns.Matching;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Changes;

/// <summary>
/// A change of what match answers are made of, in one transaction with its entries in the audit log. Without
/// <see cref="CommitAsync"/> nothing of it happens.
/// </summary>
public sealed class CatalogueChange : IAsyncDisposable
{
    /// <summary>The row that every writer's trigger raises first. Whoever locked another row before it could deadlock.</summary>
    private const string Wait = "SELECT version FROM change_version FOR UPDATE";

    private readonly NpgsqlTransaction transaction;
    private readonly DbConnection connection;
    private readonly ChangeNotice notice;
    private readonly TimeProvider time;

    internal CatalogueChange(NpgsqlTransaction transaction, ChangeNotice notice, TimeProvider time)
    {
        (this.transaction, this.notice, this.time) = (transaction, notice, time);
        connection = transaction.Connection!;
    }

    /// <summary>The rows of a query within the transaction.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(Command(sql, parameters, cancellationToken))).AsList();

    /// <summary>Runs a statement within the transaction.</summary>
    public Task<int> ExecuteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command(sql, parameters, cancellationToken));

    /// <summary>Writes what was changed into the audit log.</summary>
    public Task AuditAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        AuditLog.WriteAsync(transaction, entry, time.GetUtcNow(), cancellationToken);

    /// <summary>Commits, then tells caches by <see cref="ChangeNotice"/>; returns when both are done, or the notice was tried.</summary>
    /// <returns>The version that knows the change.</returns>
    public async Task<long> CommitAsync(CancellationToken cancellationToken)
    {
        var version = await connection.QuerySingleAsync<long>(Command(ReadVersion.Statement, new { }, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        await notice.PublishAsync(version);
        return version;
    }

    internal Task WaitForOthersAsync(CancellationToken cancellationToken) => connection.ExecuteAsync(Command(Wait, new { }, cancellationToken));

    private CommandDefinition Command(string sql, object parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
