namespace Voucher.Issuance.Transactions;

/// <summary>The distributors' routes of their transactions.</summary>
internal static class TransactionsApi
{
    public static void MapTransactions(this IEndpointRouteBuilder app)
    {
        var transactions = app.MapGroup("/api/v1/transactions").RequireAuthorization(DistributorPolicy.MayRead);
        transactions.MapGet("", ListTransactions.HandleAsync);
        transactions.MapGet("/lookup", LookUpTransaction.HandleAsync);
        transactions.MapGet("/export", ExportTransactions.HandleAsync);
    }
}
