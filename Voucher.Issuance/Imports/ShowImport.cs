using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>Shows how far an import has come.</summary>
internal static class ShowImport
{
    /// <summary>404 for an import that there never was.</summary>
    public static ProblemHttpResult Unknown => TypedResults.Problem("There is no such import.", statusCode: StatusCodes.Status404NotFound);

    public static async Task<Results<Ok<Import>, ProblemHttpResult>> HandleAsync(long id, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await Import.FindAsync(connection, id, cancellationToken) is { } import ? TypedResults.Ok(import) : Unknown;
    }
}
