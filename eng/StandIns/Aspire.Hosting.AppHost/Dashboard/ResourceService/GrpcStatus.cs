namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>The gRPC status codes that the resource service answers with.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}

/// <summary>A request that is no well-formed gRPC call.</summary>
internal sealed class GrpcFault(GrpcStatus status, string message) : Exception(message)
{
    public GrpcStatus Status { get; } = status;
}
