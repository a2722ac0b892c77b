using System.Data.Common;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>Asks who a partner's token belongs to.</summary>
/// <param name="TokenHash">The SHA-256 of the token, 64 lower case hexadecimal digits.</param>
internal sealed record ResolveTokenRequest(string? TokenHash);

/// <summary>The internal JWT to forward in the place of the partner's token.</summary>
internal sealed record ResolvedToken(string Token);

/// <summary>
/// Resolves a token from PostgreSQL, and fills its entry in Redis for the gateways' next questions. Unknown, expired and revoked tokens
/// and those of disabled parties are all not found.
/// </summary>
internal static class ResolveToken
{
    private static readonly string SelectForShare = EmbeddedText.Beside<ResolvedToken>("ResolveToken.sql");

    public static async Task<Results<Ok<ResolvedToken>, NotFound, BadRequest>> HandleAsync(
        ResolveTokenRequest request,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        InternalTokenIssuer issuer,
        DemoTokens demo,
        TokenUses uses,
        IOptions<TokenEntryOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (!IsHash(request.TokenHash))
            return TypedResults.BadRequest();
        if (demo.Refuse(request.TokenHash))
            return TypedResults.NotFound();

        var hash = Convert.FromHexString(request.TokenHash);
        var key = ResolvedTokenEntry.KeyOf(hash);
        // Before the row is read; FillEntry.lua says why.
        var mark = await entries.ReserveAsync(key);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Ends by being rolled back: there is nothing to keep, and so no wait for the disk.
        await using var locked = await connection.BeginTransactionAsync(cancellationToken);
        var row = await ReadAsync(connection, locked, hash, cancellationToken);
        var now = time.GetUtcNow();
        if (row is null || !row.IsLive(now))
            return TypedResults.NotFound();

        var life = row.LifeOfEntry(now, options.Value.EntryLife);
        var internalToken = issuer.Issue(new Principal(row.PartyId, row.Kind, row.Scopes), life + options.Value.Margin);
        if (mark is not null)
            await entries.FillAsync(key, mark, internalToken, now + life);
        uses.Note(request.TokenHash, now);
        return TypedResults.Ok(new ResolvedToken(internalToken));
    }

    private static bool IsHash([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? text) =>
        text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    private static Task<TokenRow?> ReadAsync(
        NpgsqlConnection connection, DbTransaction transaction, byte[] tokenHash, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<TokenRow>(
            new CommandDefinition(SelectForShare, new { tokenHash }, transaction, cancellationToken: cancellationToken));

    private sealed record TokenRow
    {
        public required string PartyId { get; init; }
        public required string Kind { get; init; }
        public required string[] Scopes { get; init; }
        public DateTime? ExpiresAt { get; init; }
        public DateTime? RevokedAt { get; init; }
        public DateTime? DisabledAt { get; init; }

        public bool IsLive(DateTimeOffset now) => RevokedAt is null && DisabledAt is null && !(ExpiresAt <= now.UtcDateTime);

        /// <summary>An entry does not outlive its token.</summary>
        public TimeSpan LifeOfEntry(DateTimeOffset now, TimeSpan usual) =>
            ExpiresAt is { } end && end - now.UtcDateTime < usual ? end - now.UtcDateTime : usual;
    }
}
