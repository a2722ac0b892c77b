using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.ServiceDefaults.Tests.Telemetry;

public sealed partial class UntracedTests
{
    private readonly string source = $"Voucher.Tests.{Guid.NewGuid():N}";

    [Fact]
    public async Task Work_behind_the_requests_records_no_span_and_its_logs_are_told()
    {
        var (spans, logs) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string?>());
        using var activities = new ActivitySource(source);
        using var tracing = Sdk.CreateTracerProviderBuilder().SetSampler(Untraced.Sampler).AddSource(source).AddProcessor(new Spans(spans)).Build();
        using var logging = LoggerFactory.Create(builder => builder.AddOpenTelemetry(options => options.AddProcessor(new Logs(logs)).IncludeFormattedMessage = true));
        var logger = logging.CreateLogger<UntracedTests>();

        using (activities.StartActivity("request"))
        {
            await RoundAsync(activities, logger);
            using (activities.StartActivity("step"))
                Assert.Equal("step", Activity.Current?.OperationName);
        }

        Assert.Equal(["step", "request"], spans);
        Assert.Equal(["A round failed"], logs);
    }

    [Theory]
    [InlineData(ActivityTraceFlags.None)]
    [InlineData(ActivityTraceFlags.Recorded)]
    public void A_caller_beyond_the_process_does_not_decide_whether_his_request_is_recorded(ActivityTraceFlags flags)
    {
        var spans = new ConcurrentQueue<string>();
        using var activities = new ActivitySource(source);
        using var tracing = Sdk.CreateTracerProviderBuilder().SetSampler(Untraced.Sampler).AddSource(source).AddProcessor(new Spans(spans)).Build();
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);

        using (activities.StartActivity("request", ActivityKind.Server, caller))
        using (activities.StartActivity("query"))
            Assert.True(Activity.Current?.Recorded);

        Assert.Equal(["query", "request"], spans);
    }

    private static async Task RoundAsync(ActivitySource activities, ILogger logger)
    {
        using var quiet = Untraced.Begin();
        await Task.Yield();
        using (activities.StartActivity("query"))
            LogFailed(logger);
        Assert.False(Activity.Current?.Recorded);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round failed")]
    private static partial void LogFailed(ILogger logger);

    private sealed class Spans(ConcurrentQueue<string> seen) : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => seen.Enqueue(data.OperationName);
    }

    private sealed class Logs(ConcurrentQueue<string?> seen) : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data) => seen.Enqueue(data.FormattedMessage);
    }
}
