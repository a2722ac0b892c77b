using Voucher.Issuance.Transactions;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Reconciliation;

/// <summary>The routes of reconciliations: distributors' to their own, operators' to all.</summary>
internal static class ReconciliationsApi
{
    public static void MapReconciliations(this IEndpointRouteBuilder app)
    {
        var own = app.MapGroup("/api/v1/reconciliations").RequireAuthorization(DistributorPolicy.MayRead);
        own.MapPost("", UploadJournal.HandleAsync);
        own.MapGet("", ReconciliationQueries.ListOwnAsync);
        own.MapGet("/{id:guid}", ReconciliationQueries.ShowOwnAsync);
        own.MapGet("/{id:guid}/differences", ReconciliationQueries.ListOwnDifferencesAsync);

        var all = app.MapGroup("/admin/v1/reconciliations").RequireAuthorization(Scopes.Admin);
        all.MapGet("", ReconciliationQueries.ListAllAsync);
        all.MapGet("/{id:guid}", ReconciliationQueries.ShowAnyAsync).TakesNoQuery();
        all.MapGet("/{id:guid}/differences", ReconciliationQueries.ListAnyDifferencesAsync);
    }
}
