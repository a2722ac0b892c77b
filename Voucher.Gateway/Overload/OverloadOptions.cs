using System.ComponentModel.DataAnnotations;

namespace Voucher.Gateway.Overload;

/// <summary>How much one gateway takes on at a time; section <c>Overload</c>. What is beyond is answered 503 at once.</summary>
public sealed record OverloadOptions
{
    internal const string Section = "Overload";

    /// <summary>Requests that are worked on at the same time. Default 1,024.</summary>
    [Range(1, int.MaxValue)]
    public int MaxInFlight { get; set; } = 1_024;

    /// <summary>Requests that wait for their turn, the oldest first. Default 4,096.</summary>
    [Range(0, int.MaxValue)]
    public int MaxQueued { get; set; } = 4_096;
}
