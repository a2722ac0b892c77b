using QRCoder;

namespace Voucher.Issuance.Links;

/// <summary>A redemption code as a QR code (ISO/IEC 18004), of which 15 % may be unreadable, with the quiet zone around it.</summary>
internal static class Barcode
{
    private const QRCodeGenerator.ECCLevel Correction = QRCodeGenerator.ECCLevel.M;

    /// <summary>As PNG of at most so many pixels a side, but never less than one a module.</summary>
    public static byte[] Png(string code, int size)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, Correction);
        using var png = new PngByteQRCode(data);
        return png.GetGraphic(Math.Max(1, size / data.ModuleMatrix.Count));
    }

    /// <summary>As SVG of so many pixels a side where nothing else is said of its size.</summary>
    public static string Svg(string code, int size)
    {
        using var data = QRCodeGenerator.GenerateQrCode(code, Correction);
        using var svg = new SvgQRCode(data);
        return svg.GetGraphic(new System.Drawing.Size(size, size), "#000", "#fff");
    }
}
