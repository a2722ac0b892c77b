using Voucher.Campaigns.Parties;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Catalogue;

/// <summary>The parties that an operator named for a campaign, as Auth knows them.</summary>
internal sealed class NamedParties(IReadOnlyDictionary<string, Party> known)
{
    public const string NotTold = "Which parties there are could not be found out just now, so nothing was changed. Try again in a moment.";

    /// <summary>Asks Auth about all that a body names; null when Auth does not tell.</summary>
    public static async Task<NamedParties?> AskAsync(PartiesClient auth, OperatorBody body, Campaign said, CancellationToken cancellationToken)
    {
        var ids = said.Distributors.Ids.Concat(SharersOf(said)).Concat(body.HasValue("merchant_id") ? [said.MerchantId] : []).ToList();
        if (ids.Count == 0)
            return new NamedParties(new Dictionary<string, Party>());
        return await auth.CheckAsync(ids, cancellationToken) is { } known ? new NamedParties(known) : null;
    }

    /// <summary>Says which of the parties that the campaign has newly cannot be named.</summary>
    /// <param name="before">The campaign before, or null for a new one: its parties may stay, whatever became of them.</param>
    /// <param name="after">The campaign as it is to be.</param>
    /// <param name="errors">Where to say so.</param>
    public void Check(Campaign? before, Campaign after, FieldErrors errors)
    {
        if (after.MerchantId != before?.MerchantId)
            Check("merchant_id", after.MerchantId, PrincipalKinds.Merchant, errors);
        foreach (var id in after.Distributors.Ids.Except(before?.Distributors.Ids ?? [], StringComparer.Ordinal))
            Check("distributors", id, PrincipalKinds.Distributor, errors);
        foreach (var id in SharersOf(after).Except(SharersOf(before), StringComparer.Ordinal))
            Check("limits.fair_share.distributors", id, PrincipalKinds.Distributor, errors);
    }

    private static IEnumerable<string> SharersOf(Campaign? campaign) =>
        campaign?.Limits?.FairShare?.Distributors.Select(sharer => sharer.DistributorId) ?? [];

    private void Check(string field, string id, string kind, FieldErrors errors)
    {
        if (!known.TryGetValue(id, out var party))
            errors.Add(field, $"There is no {kind} '{id}'; create it first.");
        else if (party.Kind != kind)
            errors.Add(field, $"'{id}' is no {kind}.");
        else if (!party.IsActive)
            errors.Add(field, $"The {kind} '{id}' is disabled; enable it first.");
    }
}
