using System.CommandLine;
using System.Globalization;

namespace Voucher.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class Parts
{
    private const int DefaultLimit = 50;
    private const int LargestLimit = 100_000;

    /// <summary>A text that has to be given.</summary>
    public static Argument<string> Text(string name, string description) => NoOption(new Argument<string>(name) { Description = description });

    /// <summary>Refuses what looks like an option: there is none of that name, and it is hardly meant as an id.</summary>
    public static Argument<T> NoOption<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } option)
                result.AddError($"There is no option {option.Value} here.");
        });
        return argument;
    }

    /// <summary>A number of an import.</summary>
    public static Argument<long> Import() => new("import") { Description = "The import's number." };

    /// <summary>A text that may be given.</summary>
    public static Option<string?> Option(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };

    /// <summary>A text that has to be given, by its name.</summary>
    public static Option<string> Required(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, Required = true };

    /// <summary>How much of a list is shown.</summary>
    public static Option<int> Limit()
    {
        var limit = new Option<int>("--limit")
        {
            Description = "How many at most; as many pages are read as it takes.",
            HelpName = "count",
            DefaultValueFactory = _ => DefaultLimit,
        };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !IsLimit(result.Tokens[0].Value))
                result.AddError($"--limit must be a whole number from 1 to {LargestLimit}.");
        });
        return limit;
    }

    /// <summary>Agrees beforehand to what cannot be undone.</summary>
    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask." };

    private static bool IsLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= LargestLimit;
}
