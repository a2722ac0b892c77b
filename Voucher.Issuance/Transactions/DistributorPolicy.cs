using Microsoft.AspNetCore.Authorization;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Transactions;

/// <summary>Who may read transactions: a distributor with the scope for it, and then only its own.</summary>
internal static class DistributorPolicy
{
    public static AuthorizationPolicy MayRead { get; } = new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.User.IsOfKind(PrincipalKinds.Distributor) && context.User.HasScope(Scopes.ReadVouchers))
        .Build();
}
