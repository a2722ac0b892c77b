using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's entry point, running on a thread of its own, as far as the test lets it.</summary>
internal sealed class EntryPointRun(Assembly appHost, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : IDisposable
{
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _building = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _built = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _mayBuild = new();
    private bool _hasEntryPoint = true;
    private bool _abandoned;

    public static async Task<IDistributedApplicationTestingBuilder> StartAsync(
        MethodInfo main,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure,
        CancellationToken cancellationToken)
    {
        var run = new EntryPointRun(main.DeclaringType!.Assembly, args, configure);
        var thread = new Thread(() => run.Invoke(main)) { IsBackground = true, Name = "AppHost entry point" };
        thread.Start();
        return new TestingBuilder(await run._building.Task.WaitAsync(cancellationToken), run);
    }

    /// <summary>Makes a builder here and now, without an entry point.</summary>
    public TestingBuilder CreateBuilder()
    {
        _hasEntryPoint = false;
        EntryPointIntercept.Current = Intercept();
        try
        {
            return new TestingBuilder(new DistributedApplicationBuilder(new DistributedApplicationOptions()), this);
        }
        finally
        {
            EntryPointIntercept.Current = null;
        }
    }

    /// <summary>Lets the entry point build its application; without one, builds it here.</summary>
    public Task<DistributedApplication> BuildAsync(DistributedApplicationBuilder builder)
    {
        if (!_hasEntryPoint)
        {
            return Task.FromResult(builder.Build());
        }

        _mayBuild.Set();
        return _built.Task;
    }

    /// <summary>Ends the entry point's thread.</summary>
    public void Dispose()
    {
        _abandoned = !_built.Task.IsCompleted;
        _mayBuild.Set();
        _ended.TrySetResult();
    }

    private EntryPointIntercept Intercept() => new()
    {
        Creating = (options, settings) =>
        {
            TestDefaults.Apply(options, settings, appHost, args);
            configure(options, settings);
        },
        Building = builder =>
        {
            _building.TrySetResult(builder);
            _mayBuild.Wait();
            if (_abandoned)
            {
                throw new OperationCanceledException("The test ended without building the application.");
            }
        },
        Built = application => _built.TrySetResult(application),
        Ended = _ended.Task,
    };

    private void Invoke(MethodInfo main)
    {
        EntryPointIntercept.Current = Intercept();
        try
        {
            main.Invoke(obj: null, main.GetParameters().Length == 0 ? [] : [args]);
            Fail(new InvalidOperationException($"The entry point of {appHost.GetName().Name} ended without building a distributed application."));
        }
        catch (TargetInvocationException exception)
        {
            Fail(exception.InnerException!);
        }
    }

    private void Fail(Exception exception)
    {
        _building.TrySetException(exception);
        _built.TrySetException(exception);

        // Nobody may be waiting for it any more.
        _ = _building.Task.Exception;
        _ = _built.Task.Exception;
    }
}
