using System.Diagnostics;
using System.Net;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Telemetry;

[Collection(Platform.Name)]
public sealed class TraceTests(Platform platform)
{
    /// <summary>The dashboard may have to be fetched first.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan PatienceWithOneTrace = TimeSpan.FromSeconds(10);

    [DashboardFact]
    public async Task A_request_is_one_connected_trace_across_gateway_issuance_claim_and_ledger()
    {
        var callerSpanId = ActivitySpanId.CreateRandom().ToHexString();

        // Exporters drop spans that come while their queue is full, as it may still be from the load of another test: then ask again.
        var spans = await Eventually.HoldsAsync(() => TraceARequestAsync(callerSpanId), spans => IsComplete(spans, callerSpanId), Patience);

        Assert.All(spans, span => Assert.True(
            span.ParentSpanId == callerSpanId || spans.Any(parent => parent.SpanId == span.ParentSpanId), $"{span} has no parent."));
        var server = Assert.Single(spans, span => span is { Resource: "gateway", Name: "POST /api/v1/voucher/request" });
        var issuance = Assert.Single(spans, span => span is { Resource: "issuance", Name: "POST /api/v1/voucher/request" });
        var claim = Assert.Single(spans, span => span is { Resource: "issuance", Name: "claim" });
        var ledger = Assert.Single(spans, span => span is { Resource: "issuance", Name: "ledger write" });
        Assert.Equal((callerSpanId, issuance.SpanId, issuance.SpanId), (server.ParentSpanId, claim.ParentSpanId, ledger.ParentSpanId));
        Assert.Contains(spans, span => span is { Resource: "campaigns", Name: "GET /internal/campaigns/match" });
    }

    /// <summary>All services have told their part.</summary>
    private static bool IsComplete(IReadOnlyList<TracedSpan> spans, string callerSpanId) =>
        spans.Any(span => span.ParentSpanId == callerSpanId)
        && spans.Any(span => span.Name == "ledger write")
        && spans.Any(span => span.Resource == "campaigns")
        && spans.All(span => span.ParentSpanId == callerSpanId || spans.Any(parent => parent.SpanId == span.ParentSpanId));

    /// <summary>Asks for a voucher of a new campaign, so that the match is not kept from before, and reads the trace.</summary>
    private async Task<IReadOnlyList<TracedSpan>> TraceARequestAsync(string callerSpanId)
    {
        var campaign = await platform.Seeder.AddAsync();
        var traceId = ActivityTraceId.CreateRandom().ToHexString();
        var answer = await platform.Pos.RequestAsync(
            campaign, request => request.SetHeader("traceparent", $"00-{traceId}-{callerSpanId}-01"));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        try
        {
            return await Eventually.HoldsAsync(
                () => platform.Dashboard.SpansAsync(traceId), spans => IsComplete(spans, callerSpanId), PatienceWithOneTrace);
        }
        catch (TimeoutException)
        {
            return [];
        }
    }
}
