using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Categories;

/// <summary>Operators' routes of categories. Errors are problem details (RFC 9457).</summary>
public static class CategoriesApi
{
    public static void MapCategories(this IEndpointRouteBuilder app)
    {
        var categories = app.MapGroup("/admin/v1/categories").RequireAuthorization(Scopes.Admin);
        categories.MapGet("", ListCategories.HandleAsync);
        categories.MapPost("", CreateCategory.HandleAsync).TakesNoQuery();
        categories.MapGet("/{id}", ShowCategory.HandleAsync).TakesNoQuery();
        categories.MapPatch("/{id}", ChangeCategory.HandleAsync).TakesNoQuery();
    }
}
