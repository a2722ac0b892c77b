using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Links;

/// <summary>A page, and the style that is within it.</summary>
internal readonly record struct PageText(string Html, string Style);

/// <summary>Writes the page of a voucher. Whatever merchants have written is text on it, never markup.</summary>
internal static class VoucherPage
{
    private const int BarcodeSize = 256;

    private static readonly string Style = EmbeddedText.Beside<OpenLink>("page.css");
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The page of a voucher that was opened by its link.</summary>
    public static PageText Write(LinkedVoucher linked, string merchantName, PaperSize paper)
    {
        var (voucher, offer) = (linked.Voucher, linked.Offer);
        var mark = MarkOf(linked);
        var body = new StringBuilder();
        if (mark is not null)
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"mark\" role=\"status\">{Encode(mark)}</p>\n");
        body.Append(CultureInfo.InvariantCulture, $"<header><p class=\"merchant\" dir=\"auto\">{Encode(merchantName)}</p>\n<h1 dir=\"auto\">{Encode(offer.Name)}</h1>\n");
        if (offer.Value is not null)
            body.Append(CultureInfo.InvariantCulture, $"<p class=\"value\">{Encode($"{offer.Value} {offer.Currency}".Trim())}</p>\n");
        body.Append("</header>\n<section class=\"code\">\n<h2>Your code</h2>\n");
        body.Append(CultureInfo.InvariantCulture, $"<p class=\"groups\" dir=\"ltr\">{string.Concat(CodeGroups.Of(voucher.Code).Select(Group))}</p>\n");
        // What cannot be used must not be scanned either.
        if (mark is null)
            body.Append(CultureInfo.InvariantCulture, $"<div class=\"barcode\">{Barcode.Svg(voucher.Code, BarcodeSize)}</div>\n");
        body.Append("</section>\n<dl>\n");
        foreach (var (term, what) in Facts(linked))
            body.Append(CultureInfo.InvariantCulture, $"<div><dt>{term}</dt><dd>{Encode(what)}</dd></div>\n");
        body.Append("</dl>\n");
        if (!string.IsNullOrWhiteSpace(offer.Terms))
            body.Append(CultureInfo.InvariantCulture, $"<section class=\"terms\">\n<h2>Terms</h2>\n<p dir=\"auto\">{Encode(offer.Terms)}</p>\n</section>\n");
        return Document($"Voucher {voucher.Id}", mark is null ? paper.Class : $"{paper.Class} ended", paper.PageRule(offer.Name, voucher.Code, offer.Terms), body.ToString());
    }

    /// <summary>A page that says why there is none.</summary>
    public static PageText WriteRefusal(int status)
    {
        var (title, what) = status switch
        {
            StatusCodes.Status410Gone => ("This link has expired", "Ask where you got it for a new one."),
            StatusCodes.Status403Forbidden => ("This link is not valid", "It is incomplete or was changed. Open it just as you got it."),
            _ => ("There is no such voucher", "It may have been taken back."),
        };
        return Document(title, PaperSize.A4.Class, PaperSize.A4.PageRule("", "", terms: null), $"<h1>{title}</h1>\n<p>{what}</p>\n");
    }

    private static PageText Document(string title, string @class, string pageRule, string body)
    {
        var style = $"{pageRule}\n{Style}";
        return new PageText(
            $"""
            <!DOCTYPE html>
            <html lang="en" class="{@class}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{title}</title>
            <style>{style}</style>
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """,
            style);
    }

    private static string? MarkOf(LinkedVoucher linked) => linked.State switch
    {
        VoucherState.Redeemed => $"Redeemed on {Day(linked.Voucher.RedeemedAt!.Value, linked)}",
        VoucherState.Cancelled => $"Cancelled on {Day(linked.Voucher.CancelledAt!.Value, linked)}",
        VoucherState.Expired => "Expired",
        _ => null,
    };

    private static IEnumerable<(string Term, string What)> Facts(LinkedVoucher linked)
    {
        var (voucher, offer) = (linked.Voucher, linked.Offer);
        if (voucher.ActivationDay(offer) is { } from)
            yield return ("Valid from", InWords(from));
        yield return voucher.ExpirationDay(offer) is { } last ? ("Valid until the end of", InWords(last)) : ("Valid", "without an end");
        if (voucher.SerialNumber.Length > 0)
            yield return ("Serial number", voucher.SerialNumber);
        yield return ("Issued on", Day(voucher.IssuedAt, linked));
        yield return ("Voucher", voucher.Id.ToString());
    }

    private static string Day(DateTimeOffset time, LinkedVoucher linked) => InWords(CampaignDay.Of(time, linked.Offer.TimeZone));

    private static string InWords(DateOnly day) => day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A gap is where nothing else parts the groups.</summary>
    private static string Group(string group) => $"<span{(group.EndsWith('-') ? " class=\"joined\"" : "")}>{Encode(group)}</span>";

    private static string Encode(string text) => Encoder.Encode(text);
}
