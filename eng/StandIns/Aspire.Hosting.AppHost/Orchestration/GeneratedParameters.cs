using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Keeps generated parameter values between runs, as real Aspire does in the AppHost's user secrets: a data folder that was
/// set up with a password wants the same one at the next start. Runs with random ports (tests) keep nothing.
/// </summary>
internal sealed class GeneratedParameters
{
    private const string Section = "Parameters:";
    private readonly Lock _lock = new();
    private readonly string? _file;
    private readonly IConfiguration _configuration;

    public GeneratedParameters(AppHostProject project, IConfiguration configuration)
    {
        _configuration = configuration;
        _file = project.IsKnown && !RunSettings.RandomizePorts(configuration)
            ? Path.Combine(UserFolders.State, project.Key, "parameters.json")
            : null;
    }

    /// <summary>Adds the kept values to the configuration, below everything else.</summary>
    public void AddTo(ConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = Read() });

    /// <summary>The configured or kept value; else a new one, kept from now on if <paramref name="persist"/>.</summary>
    public string GetOrAdd(string name, ParameterDefault generator, bool persist)
    {
        lock (_lock)
        {
            if (_configuration[Section + name] is { } configured)
            {
                return configured;
            }

            if (!persist || _file is null)
            {
                return generator.GetDefaultValue();
            }

            using var exclusive = FileLock.Acquire(_file + ".lock", TimeSpan.FromSeconds(10));
            var kept = Read();
            if (!kept.TryGetValue(Section + name, out var value) || value is null)
            {
                value = kept[Section + name] = generator.GetDefaultValue();
                Write(kept);
            }

            return value;
        }
    }

    private Dictionary<string, string?> Read()
    {
        var kept = _file is not null && File.Exists(_file) ? JsonSerializer.Deserialize<Dictionary<string, string?>>(File.ReadAllBytes(_file)) : null;
        return new Dictionary<string, string?>(kept ?? [], StringComparer.OrdinalIgnoreCase);
    }

    private void Write(Dictionary<string, string?> values)
    {
        var half = _file + ".new";
        File.Delete(half);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var stream = new FileStream(half, options))
        {
            JsonSerializer.Serialize(stream, values);
        }

        File.Move(half, _file!, overwrite: true);
    }
}
