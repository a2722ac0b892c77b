using System.Data.Common;
using Dapper;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>A token at its making: the only time that its text is known.</summary>
/// <param name="TokenId">Names the token wherever its text must not be.</param>
/// <param name="PartyId">Whose it is.</param>
/// <param name="Token">The token itself, shown once and not kept.</param>
/// <param name="Prefix">Its first characters, by which it is recognised in lists.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="ExpiresAt">When it ends, UTC; null when it does not.</param>
internal sealed record NewToken(
    Guid TokenId, string PartyId, string Token, string Prefix, string[] Scopes, DateTime CreatedAt, DateTime? ExpiresAt)
{
    private const string Insert =
        """
        INSERT INTO tokens (token_hash, token_id, party_id, prefix, scopes, created_at, expires_at)
        VALUES (@Hash, @TokenId, @PartyId, @Prefix, @Scopes, @CreatedAt, @ExpiresAt)
        """;

    /// <summary>Makes a token and adds it to those of the party, within the caller's transaction.</summary>
    public static async Task<NewToken> AddAsync(
        DbTransaction transaction, string partyId, string[] scopes, DateTime createdAt, DateTime? expiresAt, CancellationToken cancellationToken)
    {
        var text = PartnerToken.Generate();
        var token = new NewToken(Guid.CreateVersion7(), partyId, text, PartnerToken.ShownPartOf(text), scopes, createdAt, expiresAt);
        var row = new { Hash = PartnerToken.HashOf(text), token.TokenId, partyId, token.Prefix, scopes, createdAt, expiresAt };
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(Insert, row, transaction, cancellationToken: cancellationToken));
        return token;
    }
}
