namespace Voucher.Cli.Gateway;

/// <summary>Addresses below <c>/admin/v1/</c>.</summary>
internal static class ApiPath
{
    /// <summary>Joins parts, each of which stays one part whatever is in it.</summary>
    public static string Of(params ReadOnlySpan<string> parts)
    {
        var escaped = new string[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            // Dots are not escaped, and mean another address.
            if (parts[i] is "" or "." or "..")
                throw new UsageException($"'{parts[i]}' is no id.");
            escaped[i] = Uri.EscapeDataString(parts[i]);
        }
        return string.Join('/', escaped);
    }
}

/// <summary>Query parameters; those without a value are left out.</summary>
internal sealed class Query(params IReadOnlyList<(string Name, string? Value)> parameters)
{
    /// <summary>None.</summary>
    public static Query None { get; } = new();

    /// <summary>The path with the parameters behind it.</summary>
    public string On(string path)
    {
        var given = parameters
            .Where(parameter => parameter.Value is not null)
            .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}");
        var text = string.Join('&', given);
        return text.Length == 0 ? path : $"{path}?{text}";
    }

    /// <summary>These parameters and more.</summary>
    public Query And(params IEnumerable<(string Name, string? Value)> more) => new([.. parameters, .. more]);
}
