namespace Voucher.ServiceDefaults;

/// <summary>Statements and scripts that live in files of their own beside the use case.</summary>
public static class EmbeddedText
{
    /// <summary>The text of the embedded file that lies in the folder of <typeparamref name="T"/>'s namespace.</summary>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static string Beside<T>(string file)
    {
        var resource = $"{typeof(T).Namespace}.{file}";
        using var stream = typeof(T).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
