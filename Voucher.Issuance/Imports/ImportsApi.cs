using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Imports;

/// <summary>The operators' routes of imports. Errors are problem details (RFC 9457).</summary>
internal static class ImportsApi
{
    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin/v1").RequireAuthorization(Scopes.Admin);
        admin.MapPost("/campaigns/{campaignId}/imports", UploadCodes.HandleAsync);
        admin.MapGet("/campaigns/{campaignId}/imports", ListImports.HandleAsync);
        admin.MapPost("/campaigns/{campaignId}/codes/generate", GenerateCodes.HandleAsync).TakesNoQuery();
        admin.MapGet("/imports/{id:long:min(1)}", ShowImport.HandleAsync).TakesNoQuery();
        admin.MapGet("/imports/{id:long:min(1)}/events", FollowImport.HandleAsync).TakesNoQuery();
        admin.MapGet("/imports/{id:long:min(1)}/report", ReportImport.HandleAsync).TakesNoQuery();
        admin.MapPost("/imports/{id:long:min(1)}/cancel", CancelImport.HandleAsync).TakesNoQuery().TakesNoBody();
    }
}
