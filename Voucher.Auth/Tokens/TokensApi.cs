using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>The routes of tokens: the gateway's question and the operators' part.</summary>
internal static class TokensApi
{
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/tokens/resolve", ResolveToken.HandleAsync).RequireAuthorization(Scopes.ResolveTokens);

        var admin = routes.MapGroup("/admin/v1").RequireAuthorization(Scopes.Admin);
        admin.MapPost("/parties/{party_id}/tokens", IssueToken.HandleAsync).TakesNoQuery();
        admin.MapGet("/parties/{party_id}/tokens", ListTokens.HandleAsync);
        admin.MapGet("/tokens/{token_id:guid}", ShowToken.HandleAsync).TakesNoQuery();
        admin.MapPost("/tokens/{token_id:guid}/rotate", RotateToken.HandleAsync).TakesNoQuery().TakesNoBody();
        admin.MapPost("/tokens/{token_id:guid}/revoke", RevokeToken.HandleAsync).TakesNoQuery().TakesNoBody();
    }
}
