using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Links;

/// <summary>The links of one voucher.</summary>
/// <param name="Barcode">Of its barcode.</param>
/// <param name="Page">Of the page to be printed.</param>
public sealed record VoucherLinks(string Barcode, string Page);

/// <summary>What a link leads to. A signature for one is none for the other.</summary>
public enum LinkPurpose
{
    Barcode,
    Print,
}

/// <summary>What a link is worth.</summary>
public enum LinkVerdict
{
    Good,

    /// <summary>Not signed by us, or changed since.</summary>
    Forged,

    /// <summary>Signed by us, for a time that is over.</summary>
    Expired,
}

/// <summary>
/// Links that a browser opens without a token: they name a voucher and an end, signed with HMAC-SHA256. Whoever has one can open it until then.
/// </summary>
public sealed class SignedLinks(IOptions<SignedLinkOptions> options, TimeProvider time)
{
    private readonly byte[] key = Encoding.UTF8.GetBytes(options.Value.SigningKey);

    /// <summary>The links of a voucher, from now on good for the configured time.</summary>
    /// <param name="id">The voucher.</param>
    /// <param name="request">The request for whose answer they are: they lead to where that was sent, unless an address is configured.</param>
    public VoucherLinks For(VoucherId id, HttpRequest request)
    {
        var address = options.Value.BaseAddress?.AbsoluteUri.TrimEnd('/') ?? LinkAddress.Of(request);
        var expires = (time.GetUtcNow() + options.Value.Lifetime).ToUnixTimeSeconds();
        return new VoucherLinks(
            address + PathOf(LinkPurpose.Barcode, "barcode", id, expires), address + PathOf(LinkPurpose.Print, "print", id, expires));
    }

    /// <summary>What a link is worth now.</summary>
    /// <param name="purpose">What it leads to.</param>
    /// <param name="id">The voucher that it names.</param>
    /// <param name="expires">Its end as it names it.</param>
    /// <param name="signature">Its signature as it names it.</param>
    public LinkVerdict Check(LinkPurpose purpose, VoucherId id, string? expires, string? signature)
    {
        if (!long.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out var end))
            return LinkVerdict.Forged;
        // In constant time, so that nobody learns a signature byte by byte.
        var expected = Encoding.ASCII.GetBytes(SignatureOf(purpose, id, end));
        return !CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(signature ?? "")) ? LinkVerdict.Forged
            : time.GetUtcNow().ToUnixTimeSeconds() >= end ? LinkVerdict.Expired
            : LinkVerdict.Good;
    }

    private string PathOf(LinkPurpose purpose, string name, VoucherId id, long expires) =>
        string.Create(CultureInfo.InvariantCulture, $"/vouchers/{id}/{name}?expires={expires}&signature={SignatureOf(purpose, id, expires)}");

    private string SignatureOf(LinkPurpose purpose, VoucherId id, long expires)
    {
        var signed = string.Create(CultureInfo.InvariantCulture, $"{purpose}\n{id}\n{expires}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }
}
