using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>
/// The token of the first operator, who makes all others; section <c>Operators</c>. The AppHost gives it from its parameter
/// <c>operator-token</c>.
/// </summary>
public sealed class FirstOperatorOptions
{
    /// <summary>No longer token is taken.</summary>
    public const int MaxLength = 256;

    internal const string Section = "Operators";

    internal const string Demand =
        $"{Section}:FirstToken (the AppHost's parameter operator-token) must have 32 to 256 letters, digits and -._~+/= (in Development also fewer). "
        + "Set another, or none in order to have one generated.";

    private const int MinLength = 32;
    private const string Marks = "-._~+/=";

    /// <summary>The token, or nothing where there is none. Default: none.</summary>
    public string? FirstToken { get; set; }

    /// <summary>Whether the token is long enough, outside Development, and can be sent in a header (RFC 6750).</summary>
    internal static bool IsSound(FirstOperatorOptions options, IHostEnvironment environment) =>
        string.IsNullOrEmpty(options.FirstToken)
        || (options.FirstToken.Length <= MaxLength
            && (options.FirstToken.Length >= MinLength || environment.IsDevelopment())
            && options.FirstToken.All(letter => char.IsAsciiLetterOrDigit(letter) || Marks.Contains(letter, StringComparison.Ordinal)));
}

/// <summary>Adds the first operator's token to what a service is configured with.</summary>
public static class FirstOperatorExtensions
{
    /// <summary>Adds <see cref="FirstOperatorOptions"/>; the service does not start with a token that is too short or cannot be sent.</summary>
    public static TBuilder AddFirstOperatorToken<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<FirstOperatorOptions>()
            .BindConfiguration(FirstOperatorOptions.Section)
            .Validate<IHostEnvironment>(FirstOperatorOptions.IsSound, FirstOperatorOptions.Demand)
            .ValidateOnStart();
        return builder;
    }
}
