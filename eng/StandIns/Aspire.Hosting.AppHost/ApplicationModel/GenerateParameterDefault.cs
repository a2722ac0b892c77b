using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, from the character classes that are switched on (default: all), with at least so many of each.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Characters that are easily mistaken for others are left out, as are those that connection strings and shells give a meaning.
    private const string LowerCharacters = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCharacters = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericCharacters = "0123456789";
    private const string SpecialCharacters = "-_.{}~()*+!";

    /// <summary>Default: 22 characters, about 128 bits.</summary>
    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (string Characters, int Least)[] classes =
        [
            .. new[]
            {
                (On: Lower, Characters: LowerCharacters, Least: MinLower),
                (On: Upper, Characters: UpperCharacters, Least: MinUpper),
                (On: Numeric, Characters: NumericCharacters, Least: MinNumeric),
                (On: Special, Characters: SpecialCharacters, Least: MinSpecial),
            }.Where(c => c.On).Select(c => (c.Characters, c.Least)),
        ];
        if (classes.Length == 0)
        {
            throw new InvalidOperationException("At least one class of characters must be allowed.");
        }

        var all = string.Concat(classes.Select(c => c.Characters));
        var least = classes.SelectMany(c => RandomNumberGenerator.GetItems<char>(c.Characters, c.Least)).ToArray();
        char[] characters = [.. least, .. RandomNumberGenerator.GetItems<char>(all, Math.Max(0, MinLength - least.Length))];
        RandomNumberGenerator.Shuffle(characters.AsSpan());
        return new string(characters);
    }
}
