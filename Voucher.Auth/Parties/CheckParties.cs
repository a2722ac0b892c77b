using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Parties;

/// <summary>Another service asks which of these parties there are.</summary>
/// <param name="Ids">At most 500 identifiers; repeated ones count once.</param>
internal sealed record CheckPartiesRequest(string[]? Ids);

/// <summary>The parties that there are, by identifier; those that there are not are left out.</summary>
internal sealed record CheckedParties(IReadOnlyList<CheckedParty> Parties);

/// <summary>A party.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Kind">distributor, merchant or operator.</param>
/// <param name="State">active or disabled.</param>
/// <param name="Name">For people.</param>
internal sealed record CheckedParty(string Id, string Kind, string State, string Name);

/// <summary>Tells other services which parties there are, of what kind, and whether they are disabled.</summary>
internal static class CheckParties
{
    private const int MostIds = 500;

    private const string Select =
        """
        SELECT party_id AS Id, kind AS Kind, CASE WHEN disabled_at IS NULL THEN 'active' ELSE 'disabled' END AS State,
            name AS Name
        FROM parties WHERE party_id = ANY (@ids) ORDER BY party_id
        """;

    public static async Task<Results<Ok<CheckedParties>, BadRequest>> HandleAsync(
        CheckPartiesRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (request.Ids is not { Length: <= MostIds } ids || !Array.TrueForAll(ids, id => id is not null && OperatorValues.IsId(id)))
            return TypedResults.BadRequest();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var parties = await connection.QueryAsync<CheckedParty>(new CommandDefinition(Select, new { ids }, cancellationToken: cancellationToken));
        return TypedResults.Ok(new CheckedParties([.. parties]));
    }
}
