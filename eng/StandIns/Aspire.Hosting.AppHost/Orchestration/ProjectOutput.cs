using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>Finds the assembly that a project was built to.</summary>
internal static class ProjectOutput
{
    /// <summary>The path that the AppHost's build wrote down; else the build system is asked.</summary>
    /// <exception cref="DistributedApplicationException">The project is not built.</exception>
    public static async Task<string> FindAsync(IProjectMetadata project, CancellationToken cancellationToken)
    {
        var path = project is IProjectOutput { TargetPath: { Length: > 0 } written } ? written : await AskAsync(project.ProjectPath, cancellationToken);
        return File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"The project '{project.ProjectPath}' is not built: there is no file '{path}'.");
    }

    private static async Task<string> AskAsync(string projectPath, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(Programs.DotNet, ["msbuild", projectPath, "-getProperty:TargetPath", $"-p:Configuration={Configuration}"]) { UseShellExecute = false, RedirectStandardOutput = true };
        InheritedEnvironment.Clean(info.Environment);
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return output.Trim();
    }

    /// <summary>The AppHost's own configuration, which is written into its assembly.</summary>
    private static string Configuration =>
        System.Reflection.Assembly.GetEntryAssembly()?.GetCustomAttributes(typeof(System.Reflection.AssemblyConfigurationAttribute), inherit: false)
            is [System.Reflection.AssemblyConfigurationAttribute attribute]
            ? attribute.Configuration
            : "Debug";
}
