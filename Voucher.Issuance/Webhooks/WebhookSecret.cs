using System.Security.Cryptography;

namespace Voucher.Issuance.Webhooks;

/// <summary>What a subscription's deliveries are signed with, as Standard Webhooks writes it: <c>whsec_</c> and the bytes in base64.</summary>
public static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Length = 32;

    /// <summary>A new secret.</summary>
    public static byte[] Generate() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>The secret as its owner is told it.</summary>
    public static string TextOf(byte[] secret) => Prefix + Convert.ToBase64String(secret);
}
