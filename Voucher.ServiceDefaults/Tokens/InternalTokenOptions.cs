using System.ComponentModel.DataAnnotations;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>How the platform's internal tokens are signed; section <c>InternalTokens</c>.</summary>
public sealed class InternalTokenOptions
{
    internal const string Section = "InternalTokens";
    internal const string Issuer = "voucher";
    internal const string Audience = "voucher-services";

    /// <summary>The secret of HMAC-SHA256, the same in every service; at least 32 characters. No default.</summary>
    [Required, MinLength(32)]
    public string SigningKey { get; set; } = "";
}
