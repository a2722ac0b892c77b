using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Auth.Parties;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Operators;

/// <summary>
/// The operator whose token comes from the configuration, so that there is one who can make the others. The token is added once: a start
/// does not revive it when it has been revoked or rotated since. Another token in the configuration takes its place, and is the way back in
/// for whoever runs the platform when no operator has a token any more.
/// </summary>
internal sealed partial class FirstOperator(
    NpgsqlDataSource dataSource, TokenEntries entries, IOptions<FirstOperatorOptions> options, TimeProvider time, ILogger<FirstOperator> logger)
{
    public const string PartyId = "OPERATOR-FIRST";

    /// <summary>Who the audit log says it was; no party can have such an identifier.</summary>
    private const string Actor = "service:auth";

    /// <summary>A configured token has no random part that could be shown safely beyond this.</summary>
    private const int ShownLength = 4;

    /// <summary>Processes that start together go one after the other.</summary>
    private const string TakeTurn = "SELECT pg_advisory_xact_lock(hashtext('voucher first operator'))";

    private const string SelectToken = "SELECT revoked_at IS NOT NULL FROM tokens WHERE token_hash = @hash";

    private const string SelectEarlier =
        "SELECT token_id FROM tokens WHERE is_configured AND revoked_at IS NULL AND token_hash <> @hash FOR NO KEY UPDATE";

    /// <summary>Brings the database in line with the configuration; does nothing where none is configured.</summary>
    public async Task EnsureAsync()
    {
        if (options.Value.FirstToken is not { Length: > 0 } token)
            return;
        var hash = PartnerToken.HashOf(token);
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(TakeTurn, transaction: transaction);
        var dead = await RevokeEarlierAsync(connection, transaction, hash);
        var isRevoked = await connection.QuerySingleOrDefaultAsync<bool?>(SelectToken, new { hash }, transaction);
        if (isRevoked is null)
            await AddAsync(transaction, token);
        else if (isRevoked.Value)
            LogRevoked(logger);
        await transaction.CommitAsync();
        await connection.CloseAsync();
        if (dead.Count > 0)
            await entries.KillAsync(dead);
    }

    private async Task<IReadOnlyList<byte[]>> RevokeEarlierAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, byte[] hash)
    {
        var now = time.GetUtcNow();
        var dead = new List<byte[]>();
        foreach (var id in await connection.QueryAsync<Guid>(SelectEarlier, new { hash }, transaction))
        {
            dead.Add((await TokenRevoking.LockAsync(transaction, id, CancellationToken.None))!);
            var token = (await TokenResource.FindAsync(connection, id, now.UtcDateTime, CancellationToken.None, transaction))!;
            await TokenRevoking.RevokeAsync(transaction, token, Actor, "token.revoke", now, CancellationToken.None);
        }
        return dead;
    }

    private async Task AddAsync(NpgsqlTransaction transaction, string token)
    {
        var now = time.GetUtcNow();
        await CreateParty.AddAsync(transaction, PartyId, PrincipalKinds.Operator, "First operator", Actor, now, CancellationToken.None);
        var party = (await Party.LockAsync(transaction, PartyId, CancellationToken.None))!;
        if (party.DisabledAt is not null)
            await PartyChanges.SaveAsync(transaction, party, party with { DisabledAt = null }, Actor, "party.enable", now, CancellationToken.None);
        var wish = new TokenWish(PartyId, [Scopes.Admin], ExpiresAt: null);
        await TokenMaking.AddAsync(transaction, wish, token, token[..Math.Min(ShownLength, token.Length)], isConfigured: true, Actor, now, CancellationToken.None);
        LogAdded(logger, PartyId);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Operator {PartyId} has the token of the configuration")]
    private static partial void LogAdded(ILogger logger, string partyId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The configured operator's token has been revoked or rotated and stays dead; configure another if no operator has one")]
    private static partial void LogRevoked(ILogger logger);
}
