using System.Data.Common;
using Dapper;
using Npgsql;

namespace Voucher.Auth.Tokens;

/// <summary>A token, as operators see it: without its text, which is not kept.</summary>
internal record TokenResource
{
    /// <summary>What to select for tokens, given <c>@now</c>.</summary>
    public const string Select =
        """
        SELECT token.token_id AS Id, token.party_id AS PartyId, token.prefix AS Prefix, token.scopes AS Scopes,
               CASE WHEN token.revoked_at IS NOT NULL THEN 'revoked' WHEN token.expires_at <= @now THEN 'expired' ELSE 'active' END AS State,
               token.created_at AS CreatedAt, used.last_used_at AS LastUsedAt, token.expires_at AS ExpiresAt, token.revoked_at AS RevokedAt
        FROM tokens token
        LEFT JOIN token_uses used ON used.token_hash = token.token_hash
        """;

    private const string SelectOne = $"{Select} WHERE token.token_id = @id";

    /// <summary>Names the token wherever its text must not be.</summary>
    public required Guid Id { get; init; }

    public required string PartyId { get; init; }

    /// <summary>Its first characters, by which it is recognised in lists.</summary>
    public required string Prefix { get; init; }

    /// <summary>What it may do.</summary>
    public required string[] Scopes { get; init; }

    /// <summary><c>active</c>, <c>expired</c> or <c>revoked</c>. An active token of a disabled party is refused all the same.</summary>
    public required string State { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When it was last accepted, up to about a minute less; null when it never was.</summary>
    public DateTime? LastUsedAt { get; init; }

    /// <summary>When it ends; null when it does not.</summary>
    public DateTime? ExpiresAt { get; init; }

    public DateTime? RevokedAt { get; init; }

    /// <summary>The token, or null.</summary>
    public static Task<TokenResource?> FindAsync(
        NpgsqlConnection connection, Guid id, DateTime now, CancellationToken cancellationToken, DbTransaction? transaction = null) =>
        connection.QuerySingleOrDefaultAsync<TokenResource>(
            new CommandDefinition(SelectOne, new { id, now }, transaction, cancellationToken: cancellationToken));
}

/// <summary>A token at its making: the only time that its text is known.</summary>
internal sealed record NewToken : TokenResource
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public NewToken(TokenResource resource, string token)
        : base(resource) => Token = token;

    /// <summary>The token itself, shown once and not kept.</summary>
    public string Token { get; }
}
