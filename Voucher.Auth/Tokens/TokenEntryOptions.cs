namespace Voucher.Auth.Tokens;

/// <summary>How long Redis remembers tokens; section <c>TokenEntries</c>.</summary>
public sealed record TokenEntryOptions
{
    internal const string Section = "TokenEntries";
    internal const string Demand = $"{Section}: EntryLife and Margin must be positive, and DeadLife longer than the two together.";

    /// <summary>How long a live token's entry lasts. Default 60 s.</summary>
    public TimeSpan EntryLife { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How much longer the internal JWT in an entry is valid, and how far the clocks of Auth, Redis and the services may be apart.
    /// Default 10 s.
    /// </summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a revoked token's entry lasts, which spares Auth the questions of a client that has not noticed. Default 120 s.</summary>
    public TimeSpan DeadLife { get; set; } = TimeSpan.FromSeconds(120);

    internal static bool AreSound(TokenEntryOptions options) =>
        options.EntryLife > TimeSpan.Zero && options.Margin > TimeSpan.Zero && options.DeadLife > options.EntryLife + options.Margin;
}
