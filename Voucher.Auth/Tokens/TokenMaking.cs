using System.Data.Common;
using Dapper;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>What a new token is to be.</summary>
/// <param name="PartyId">Whose.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="ExpiresAt">When it ends, UTC; null when it does not.</param>
internal sealed record TokenWish(string PartyId, string[] Scopes, DateTime? ExpiresAt);

/// <summary>Adds tokens, and writes down who did so.</summary>
internal static class TokenMaking
{
    public const string SubjectKind = "token";

    private const string Insert =
        """
        INSERT INTO tokens (token_hash, token_id, party_id, prefix, scopes, created_at, expires_at, is_configured)
        VALUES (@Hash, @Id, @PartyId, @prefix, @Scopes, @CreatedAt, @ExpiresAt, @isConfigured)
        """;

    /// <summary>Makes a token of random text, within the caller's transaction.</summary>
    public static async Task<NewToken> GenerateAsync(
        DbTransaction transaction, TokenWish wish, string actor, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var text = PartnerToken.Generate();
        var prefix = PartnerToken.ShownPartOf(text);
        return new NewToken(await AddAsync(transaction, wish, text, prefix, isConfigured: false, actor, at, cancellationToken), text);
    }

    /// <summary>Adds a token whose text is given, within the caller's transaction.</summary>
    public static async Task<TokenResource> AddAsync(
        DbTransaction transaction,
        TokenWish wish,
        string text,
        string prefix,
        bool isConfigured,
        string actor,
        DateTimeOffset at,
        CancellationToken cancellationToken)
    {
        var token = new TokenResource
        {
            Id = Guid.CreateVersion7(at),
            PartyId = wish.PartyId,
            Prefix = prefix,
            Scopes = wish.Scopes,
            State = "active",
            CreatedAt = at.UtcDateTime,
            ExpiresAt = wish.ExpiresAt,
        };
        var row = new { Hash = PartnerToken.HashOf(text), token.Id, token.PartyId, prefix, token.Scopes, token.CreatedAt, token.ExpiresAt, isConfigured };
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: cancellationToken));
        var entry = new AuditEntry(actor, "token.issue", SubjectKind, token.Id.ToString(), Before: null, token);
        await AuditLog.WriteAsync(transaction, entry, at, cancellationToken);
        return token;
    }
}
