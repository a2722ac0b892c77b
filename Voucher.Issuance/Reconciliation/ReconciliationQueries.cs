using System.Globalization;
using Npgsql;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Reconciliation;

/// <summary>
/// Shows reports: to a distributor its own, and to operators all. What is another's is as if it were not there. A distributor is told of errors as
/// partners are, an operator by problem details.
/// </summary>
internal static class ReconciliationQueries
{
    /// <summary>A distributor's own reports.</summary>
    public static Task<IResult> ListOwnAsync(HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(context.Request, "day");
        return ListAsync(query, context.User.PrincipalId(), errors => errors.ToInvalidRequest(), database, cancellationToken);
    }

    /// <summary>Everybody's reports.</summary>
    public static Task<IResult> ListAllAsync(HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(context.Request, "distributor_id", "day");
        return ListAsync(query, query.Text("distributor_id"), errors => errors.ToProblem(), database, cancellationToken);
    }

    /// <summary>A distributor's own report.</summary>
    public static async Task<IResult> ShowOwnAsync(Guid id, HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.Read(context.Request);
        return query.Errors.Any ? query.Errors.ToInvalidRequest()
            : await ShowAsync(id, context.User.PrincipalId(), database, cancellationToken) ?? ErrorMessage.Answer(StatusCodes.Status404NotFound);
    }

    /// <summary>Anybody's report.</summary>
    public static async Task<IResult> ShowAnyAsync(Guid id, NpgsqlDataSource database, CancellationToken cancellationToken) =>
        await ShowAsync(id, distributorId: null, database, cancellationToken) ?? Unknown;

    /// <summary>The differences of a distributor's own report.</summary>
    public static async Task<IResult> ListOwnDifferencesAsync(Guid id, HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(context.Request, "kind");
        return await ListDifferencesAsync(id, context.User.PrincipalId(), query, errors => errors.ToInvalidRequest(), database, cancellationToken)
            ?? ErrorMessage.Answer(StatusCodes.Status404NotFound);
    }

    /// <summary>The differences of anybody's report.</summary>
    public static async Task<IResult> ListAnyDifferencesAsync(Guid id, HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "kind");
        return await ListDifferencesAsync(id, distributorId: null, query, errors => errors.ToProblem(), database, cancellationToken) ?? Unknown;
    }

    private static IResult Unknown => TypedResults.Problem("There is no such reconciliation.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> ListAsync(
        OperatorQuery query, string? distributorId, Func<FieldErrors, IResult> refuse, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var filter = new ReconciliationFilter(distributorId, query.Day("day"), ReadCursor(query), query.Limit + 1);
        if (query.Errors.Any)
            return refuse(query.Errors);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var reports = await ReconciliationReport.ListAsync(connection, filter, cancellationToken);
        return TypedResults.Ok(Page.Of(reports, query.Limit, last => [last.CreatedAt.Ticks.ToString(CultureInfo.InvariantCulture), last.Id.ToString()]));
    }

    private static (DateTime At, Guid Id)? ReadCursor(OperatorQuery query)
    {
        if (query.After(2) is not [var at, var last])
            return null;
        if (long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks && Guid.TryParse(last, out var id))
            return (new DateTime(ticks, DateTimeKind.Utc), id);
        query.RefuseCursor();
        return null;
    }

    private static async Task<IResult?> ShowAsync(Guid id, string? distributorId, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ShownReconciliation.FindAsync(connection, id, distributorId, cancellationToken) is { } report ? TypedResults.Ok(report) : null;
    }

    private static async Task<IResult?> ListDifferencesAsync(
        Guid id, string? distributorId, OperatorQuery query, Func<FieldErrors, IResult> refuse, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var kind = query.OneOf("kind", DifferenceKinds.Different, DifferenceKinds.Duplicate, DifferenceKinds.MissingHere, DifferenceKinds.MissingThere);
        var after = DifferencePage.ReadCursor(query);
        if (query.Errors.Any)
            return refuse(query.Errors);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ReconciliationReport.FindAsync(connection, id, distributorId, cancellationToken) is null
            ? null
            : TypedResults.Ok(await DifferencePage.ReadAsync(connection, id, kind, after, query.Limit, cancellationToken));
    }
}
