using System.Globalization;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>
    /// Gives the connection string as <c>ConnectionStrings__NAME</c> and its parts as <c>NAME_PART</c>. With
    /// <paramref name="optional"/> a missing connection string is left out, else the resource fails to start.
    /// </summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.ReferTo(resource).WithEnvironment(async context =>
        {
            var value = await resource.GetConnectionStringAsync(context.CancellationToken);
            if (value is not null)
            {
                context.EnvironmentVariables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = value;
            }
            else if (!optional)
            {
                throw new DistributedApplicationException($"The connection string for the resource '{resource.Name}' is not available.");
            }

            foreach (var (part, expression) in resource.GetConnectionProperties())
            {
                context.EnvironmentVariables[$"{VariableNameOf(name)}_{part.ToUpperInvariant()}"] = expression;
            }
        });
    }

    /// <summary>Gives the URLs of another resource's endpoints as <c>services__NAME__ENDPOINT__0</c> and <c>NAME_ENDPOINT</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.ReferTo(source.Resource).WithEnvironment(context => AddEndpoints(context, source.Resource, source.Resource.GetEndpoints()));

    /// <summary>Gives the URL of one endpoint, under the same names.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment =>
        builder.ReferTo(endpointReference.Resource).WithEnvironment(context => AddEndpoints(context, endpointReference.Resource, [endpointReference]));

    private static void AddEndpoints(EnvironmentCallbackContext context, IResourceWithEndpoints resource, IEnumerable<EndpointReference> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            context.EnvironmentVariables[$"{VariableNameOf(resource.Name)}_{VariableNameOf(endpoint.EndpointName)}"] = endpoint;

            // Without a proxy before them, replicas are addresses of their own.
            var instances = endpoint.EndpointAnnotation.AllInstances;
            for (var i = 0; i < instances.Count; i++)
            {
                context.EnvironmentVariables[string.Create(CultureInfo.InvariantCulture, $"services__{resource.Name}__{endpoint.EndpointName}__{i}")] = instances[i].UriString;
            }
        }
    }

    private static string VariableNameOf(string name) => name.Replace('-', '_').ToUpperInvariant();
}
