using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth;

/// <summary>Parties, some with tokens that everybody knows; only ever added in Development.</summary>
internal static class DemoData
{
    private const string AddParty =
        """
        INSERT INTO parties (party_id, kind, name, created_at)
        VALUES (@Id, @Kind, @Name, @Now) ON CONFLICT DO NOTHING
        """;

    private const string AddToken =
        """
        INSERT INTO tokens (token_hash, token_id, party_id, prefix, scopes, created_at)
        VALUES (@Hash, @TokenId, @Id, @Prefix, @Scopes, @Now) ON CONFLICT DO NOTHING
        """;

    internal static readonly DemoParty[] Parties =
    [
        new("DIST-001", PrincipalKinds.Distributor, "Demo distributor 1", "demo-dist-001", [Scopes.RequestVoucher, Scopes.ReadVouchers]),
        new("DIST-002", PrincipalKinds.Distributor, "Demo distributor 2", "demo-dist-002", [Scopes.RequestVoucher, Scopes.ReadVouchers]),
        new("OPERATOR-DEMO", PrincipalKinds.Operator, "Demo operator", "demo-operator", [Scopes.Admin]),
        new("MERCH-BETATHOME", PrincipalKinds.Merchant, "bet-at-home", "demo-merchant-betathome", [Scopes.ManageVouchers, Scopes.RedeemForAccount]),
        new("MERCH-STEAM", PrincipalKinds.Merchant, "Steam", "demo-merchant-steam", [Scopes.ManageVouchers, Scopes.RedeemForAccount]),
        new("MERCH-EMPTY", PrincipalKinds.Merchant, "A merchant without codes", Token: null, []),
    ];

    /// <summary>Adds what is missing and leaves alone what is there, a revoked demo token too.</summary>
    public static async Task AddAsync(NpgsqlDataSource dataSource, TimeProvider time)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        foreach (var party in Parties)
        {
            var now = time.GetUtcNow().UtcDateTime;
            await connection.ExecuteAsync(AddParty, new { party.Id, party.Kind, party.Name, now });
            if (party.Token is null)
                continue;
            await connection.ExecuteAsync(AddToken, new
            {
                Hash = PartnerToken.HashOf(party.Token),
                TokenId = Guid.CreateVersion7(),
                party.Id,
                Prefix = PartnerToken.ShownPartOf(party.Token),
                party.Scopes,
                now,
            });
        }
    }

    internal sealed record DemoParty(string Id, string Kind, string Name, string? Token, string[] Scopes);
}

/// <summary>Knows the demo tokens, so that outside Development they are refused even where somebody has inserted their rows.</summary>
internal sealed class DemoTokens(IHostEnvironment environment)
{
    private readonly HashSet<string> refused = environment.IsDevelopment()
        ? []
        : [.. DemoData.Parties.Select(party => party.Token).OfType<string>().Select(token => Convert.ToHexStringLower(PartnerToken.HashOf(token)))];

    public bool Refuse(string tokenHash) => refused.Contains(tokenHash);
}
