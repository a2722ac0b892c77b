using System.Data.Common;
using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Tokens;

/// <summary>Revokes tokens in the database, and writes down who did so. Their entries are for the caller to kill after the commit.</summary>
internal static class TokenRevoking
{
    private const string Lock = "SELECT token_hash FROM tokens WHERE token_id = @id FOR NO KEY UPDATE";
    private const string Update = "UPDATE tokens SET revoked_at = @now WHERE token_id = @id";

    /// <summary>The token's hash, or null when there is no such token. Nobody else changes or resolves it until the transaction ends.</summary>
    public static Task<byte[]?> LockAsync(DbTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        transaction.Connection!.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(Lock, new { id }, transaction, cancellationToken: cancellationToken));

    /// <summary>Revokes a locked token unless it is revoked; answers what it is now.</summary>
    public static async Task<TokenResource> RevokeAsync(
        DbTransaction transaction, TokenResource token, string actor, string action, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (token.RevokedAt is not null)
            return token;
        var now = at.UtcDateTime;
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(Update, new { token.Id, now }, transaction, cancellationToken: cancellationToken));
        var revoked = (await TokenResource.FindAsync((NpgsqlConnection)transaction.Connection!, token.Id, now, cancellationToken, transaction))!;
        var entry = new AuditEntry(actor, action, TokenMaking.SubjectKind, token.Id.ToString(), token, revoked);
        await AuditLog.WriteAsync(transaction, entry, at, cancellationToken);
        return revoked;
    }
}
