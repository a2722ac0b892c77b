using Voucher.Issuance.Events;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>What callers say of a subscription.</summary>
/// <param name="Url">Null when they say nothing of it.</param>
/// <param name="Types">As above.</param>
/// <param name="Description">As above.</param>
internal sealed record SubscriptionBody(string? Url, string[]? Types, string? Description)
{
    private const int LongestUrl = 4096;

    /// <summary>Reads and checks all but where the host is, which takes time.</summary>
    public static SubscriptionBody Read(OperatorBody body, Receivers receivers)
    {
        var url = body.Text("url", LongestUrl);
        if (url is not null && receivers.FaultOf(url) is { } fault)
            body.Wrong("url", fault);
        var types = body.Texts("types", 1, EventTypes.All.Length);
        if (types?.Except(EventTypes.All, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            body.Wrong("types", $"'{unknown}' is no type of event. There are: {string.Join(", ", EventTypes.All)}.");
        return new SubscriptionBody(url, types?.ToArray(), body.HasValue("description") ? body.Text("description") : body.Has("description") ? "" : null);
    }

    /// <summary>Checks where the host is, once the rest is right.</summary>
    public async Task CheckHostAsync(OperatorBody body, Receivers receivers, CancellationToken cancellationToken)
    {
        if (!body.Errors.Any && Url is not null && await receivers.FaultOfHostAsync(Url, cancellationToken) is { } fault)
            body.Wrong("url", fault);
    }
}
