using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adding parameters. Their configuration key is <c>Parameters:NAME</c>.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that configuration must give.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false)
    {
        var configuration = builder.Configuration;
        return builder.AddResource(new ParameterResource(
            name,
            _ => configuration[KeyOf(name)] ?? throw new MissingParameterValueException($"Parameter resource could not be used because configuration key '{KeyOf(name)}' is missing."),
            secret));
    }

    /// <summary>Adds a parameter with a given value; configuration does not change it.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException("A parameter cannot be both secret and published as a default value.", nameof(secret));
        }

        return builder.AddResource(new ParameterResource(name, _ => value, secret));
    }

    /// <summary>Adds a parameter with a default for when configuration is silent. <paramref name="persist"/> keeps the default for later runs.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return builder.AddResource(CreateGenerated(builder, name, value, secret, persist));
    }

    /// <summary>A secret that is generated once and kept, as the passwords of stores are; it is not added to the application.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0)
    {
        var generate = new GenerateParameterDefault
        {
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        };
        return CreateGenerated(builder, name, generate, secret: true, persist: true);
    }

    private static ParameterResource CreateGenerated(IDistributedApplicationBuilder builder, string name, ParameterDefault generate, bool secret, bool persist)
    {
        var values = builder.Services.Select(service => service.ImplementationInstance).OfType<GeneratedParameters>().Single();
        return new ParameterResource(name, _ => values.GetOrAdd(name, generate, persist), secret) { Default = generate };
    }

    private static string KeyOf(string name) => ConfigurationPath.Combine("Parameters", name);
}
