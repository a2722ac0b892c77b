using System.Data.Common;
using Dapper;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Parties;

/// <summary>Changes a locked party's row and writes down who did so.</summary>
internal static class PartyChanges
{
    public const string SubjectKind = "party";

    private const string Update =
        $"""
        UPDATE parties SET name = @Name, disabled_at = @DisabledAt, revision = revision + 1 WHERE party_id = @Id
        RETURNING {Party.Columns}
        """;

    /// <summary>The party as it is now.</summary>
    /// <param name="transaction">The transaction that holds the party's lock.</param>
    /// <param name="before">The party as it was read under the lock.</param>
    /// <param name="after">What it is to be; of this, name and time of disabling count.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="action">What is done, such as <c>party.disable</c>.</param>
    /// <param name="at">When.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    public static async Task<Party> SaveAsync(
        DbTransaction transaction, Party before, Party after, string actor, string action, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = new { after.Id, after.Name, after.DisabledAt };
        var saved = await transaction.Connection!.QuerySingleAsync<Party>(new CommandDefinition(Update, row, transaction, cancellationToken: cancellationToken));
        await AuditLog.WriteAsync(transaction, new AuditEntry(actor, action, SubjectKind, before.Id, before, saved), at, cancellationToken);
        return saved;
    }
}
