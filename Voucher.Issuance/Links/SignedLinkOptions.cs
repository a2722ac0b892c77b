using System.ComponentModel.DataAnnotations;

namespace Voucher.Issuance.Links;

/// <summary>Signed links to a voucher's barcode and page; section <c>Links</c>.</summary>
public sealed record SignedLinkOptions
{
    /// <summary>The secret of HMAC-SHA256, the same in every process; at least 32 characters. No default. Another one ends all links.</summary>
    [Required, MinLength(32)]
    public string SigningKey { get; init; } = "";

    /// <summary>How long a link is good. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Where browsers reach the gateway, such as <c>https://vouchers.example</c>. By default where the partner has reached it.</summary>
    [RegularExpression("^https?://[^/?#]+.*$")]
    public Uri? BaseAddress { get; init; }
}
