using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Imports;

/// <summary>Lists a campaign's imports, the newest first.</summary>
internal static class ListImports
{
    public static async Task<Results<Ok<Page<Import>>, ValidationProblem>> HandleAsync(
        string campaignId, HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request);
        long? before = null;
        if (query.After(1) is [var last])
        {
            if (long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                before = id;
            else
                query.RefuseCursor();
        }
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var imports = await Import.ListAsync(connection, campaignId, before, query.Limit + 1, cancellationToken);
        return TypedResults.Ok(Page.Of(imports, query.Limit, import => [import.Id.ToString(CultureInfo.InvariantCulture)]));
    }
}
