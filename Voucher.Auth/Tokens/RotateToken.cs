using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>
/// Replaces a token by a new one of the same party, scopes and end. When the answer comes, no gateway accepts the old one.
/// </summary>
internal static class RotateToken
{
    /// <summary>The share lock keeps the party from being disabled until the new token is there, to be killed with the others.</summary>
    private const string SelectParty = "SELECT disabled_at IS NOT NULL FROM parties WHERE party_id = @PartyId FOR SHARE";

    public static async Task<Results<Created<NewToken>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id")] Guid tokenId,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of two rotations, one waits here and then finds the token revoked.
        if (await TokenRevoking.LockAsync(transaction, tokenId, cancellationToken) is not { } tokenHash)
            return TokenProblems.UnknownToken;
        var now = time.GetUtcNow();
        var old = (await TokenResource.FindAsync(connection, tokenId, now.UtcDateTime, cancellationToken, transaction))!;
        var isPartyDisabled = await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition(SelectParty, new { old.PartyId }, transaction, cancellationToken: cancellationToken));
        if (Hindrance(old, isPartyDisabled) is { } hindrance)
            return hindrance;

        var actor = user.PrincipalId();
        await TokenRevoking.RevokeAsync(transaction, old, actor, "token.rotate", now, cancellationToken);
        var wish = new TokenWish(old.PartyId, old.Scopes, old.ExpiresAt);
        var successor = await TokenMaking.GenerateAsync(transaction, wish, actor, now, cancellationToken);
        // From here on not to be cancelled: the old token must die even if the operator has gone.
        await transaction.CommitAsync(CancellationToken.None);
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([tokenHash]);
        return TokenAnswers.Created(response, successor);
    }

    /// <summary>Why it cannot be rotated, if so.</summary>
    private static ProblemHttpResult? Hindrance(TokenResource token, bool isPartyDisabled) =>
        token.RevokedAt is not null ? TokenProblems.RevokedToken
        : isPartyDisabled ? TokenProblems.DisabledParty
        : token.State != "active" ? TokenProblems.ExpiredToken
        : null;
}
