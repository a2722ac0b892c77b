using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Voucher.Campaigns.Matching;

/// <summary>The version of all that match answers are made of.</summary>
public sealed record CurrentVersion(long Version);

/// <summary>Answers the version of the last committed change: whoever keeps answers of another one asks again.</summary>
public static class ReadVersion
{
    internal const string Statement = "SELECT version FROM change_version";

    public static async Task<Ok<CurrentVersion>> HandleAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(new CurrentVersion(
            await connection.QuerySingleAsync<long>(new CommandDefinition(Statement, cancellationToken: cancellationToken))));
    }
}
