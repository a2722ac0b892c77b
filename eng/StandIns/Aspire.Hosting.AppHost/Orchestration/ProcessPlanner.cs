using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Works out how a resource instance is started: program, arguments, environment.</summary>
internal sealed class ProcessPlanner(
    DistributedApplicationExecutionContext execution,
    ResourceLoggerService loggers,
    RunningDashboard dashboard,
    IHostEnvironment host)
{
    /// <summary>The plan, and the variables in it that the AppHost said (as against those inherited).</summary>
    public async Task<ProcessPlan> PlanAsync(IResource resource, string id, int ordinal, CancellationToken cancellationToken)
    {
        var logger = loggers.GetLogger(id);
        var environment = await EnvironmentOf(resource, id, ordinal, logger, cancellationToken);
        var arguments = await ArgumentsOf(resource, logger, cancellationToken);
        switch (resource)
        {
            case ProjectResource:
                var project = resource.Annotations.OfType<IProjectMetadata>().Single();
                return new ProcessPlan
                {
                    FileName = Programs.DotNet,
                    Arguments = ["exec", await ProjectOutput.FindAsync(project, cancellationToken), .. arguments],
                    WorkingDirectory = Path.GetDirectoryName(project.ProjectPath)!,
                    Environment = environment,
                };
            case ExecutableResource executable:
                return new ProcessPlan
                {
                    FileName = executable.Command,
                    Arguments = arguments,
                    WorkingDirectory = executable.WorkingDirectory,
                    Environment = environment,
                };
            default:
                var process = resource.Annotations.OfType<LocalProcessAnnotation>().LastOrDefault()
                    ?? throw new DistributedApplicationException($"The resource '{resource.Name}' needs a container, and only stores that run as local processes can be started here.");
                return await process.PlanAsync(new LocalProcessContext(execution.ServiceProvider, logger, arguments, environment, cancellationToken));
        }
    }

    private async Task<Dictionary<string, string>> EnvironmentOf(IResource resource, string id, int ordinal, ILogger logger, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object>(StringComparer.Ordinal);
        if (resource is ProjectResource or ExecutableResource)
        {
            TelemetryEnvironment.Add(variables, resource.Name, ResourceInstances.SuffixOf(id), dashboard.Handle, host.IsDevelopment());
            EndpointEnvironment.Add(variables, resource, ordinal);
        }

        var context = new EnvironmentCallbackContext(execution, resource, variables, cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        foreach (var (name, value) in resource.Annotations.OfType<LaunchProfileAnnotation>().SelectMany(launch => launch.Profile.EnvironmentVariables))
        {
            variables.TryAdd(name, value);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in variables)
        {
            if (await ValueOf(value, cancellationToken) is { } text)
            {
                values[name] = text;
            }
        }

        return values;
    }

    private async Task<List<string>> ArgumentsOf(IResource resource, ILogger logger, CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        var values = new List<string>();
        foreach (var argument in context.Args)
        {
            if (await ValueOf(argument, cancellationToken) is { } text)
            {
                values.Add(text);
            }
        }

        return values;
    }

    private static async ValueTask<string?> ValueOf(object value, CancellationToken cancellationToken) => value switch
    {
        string text => text,
        IValueProvider provider => await provider.GetValueAsync(cancellationToken),
        IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
        IFormattable formattable => formattable.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
