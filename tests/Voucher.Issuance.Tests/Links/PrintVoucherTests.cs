using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Tests.Resource;

namespace Voucher.Issuance.Tests.Links;

public sealed partial class PrintVoucherTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private async Task<HttpResponseMessage> OpenAsync(Func<Offer, Offer>? change = null, string set = "", string code = "BET-5ZQX-KC2K4H", string more = "", string? accept = null)
    {
        using var shop = await Shop.OpenAsync(service, change);
        var link = (await shop.AsDistributor.ReadAsync(shop.GivenOut(await shop.IssueAsync(set: set, code: code))))["print_url"]! + more;
        using var browser = service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, link);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await browser.SendAsync(request);
    }

    private async Task<string> PageAsync(Func<Offer, Offer>? change = null, string set = "", string code = "BET-5ZQX-KC2K4H", string more = "")
    {
        using var answer = await OpenAsync(change, set, code, more);
        Assert.Equal((HttpStatusCode.OK, "text/html; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        return await answer.Content.ReadAsStringAsync();
    }

    private static string TextOf(string page) => WebUtility.HtmlDecode(Markup().Replace(page.Split("<body>")[1], " "));

    [Fact]
    public async Task A_page_has_all_that_a_customer_needs()
    {
        var page = await PageAsync(
            offer => offer with { Name = "Ten for you", Value = "10.00", Currency = "EUR", Terms = "Once only.\nNot for cash." },
            ", usable_from = '2026-03-20T23:00:00Z', expires_at = '2126-03-31T21:59:59Z'");

        var text = TextOf(page);
        foreach (var part in (string[])["Name of MERCH-", "Ten for you", "10.00 EUR", "Saturday, 21 March 2026", "Sunday, 31 March 2126", "Once only.\nNot for cash.", "SER-2", "BET-", "5ZQX-", "KC2K4H"])
            Assert.Contains(part, text, StringComparison.Ordinal);
        Assert.Contains("<p class=\"groups\" dir=\"ltr\"><span class=\"joined\">BET-</span><span class=\"joined\">5ZQX-</span><span>KC2K4H</span></p>", page, StringComparison.Ordinal);
        Assert.Contains("<svg ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"mark\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_offer_does_not_have_leaves_no_gap()
    {
        var page = await PageAsync(set: ", expires_at = NULL, serial_number = NULL");
        Assert.Contains("without an end", TextOf(page), StringComparison.Ordinal);
        foreach (var absent in (string[])["Terms", "Serial number", "class=\"value\"", "Valid from"])
            Assert.DoesNotContain(absent, page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redeemed_at = '2026-03-21T23:30:00Z'", "Redeemed on Sunday, 22 March 2026")]
    [InlineData("cancelled_at = '2026-03-21T08:00:00Z'", "Cancelled on Saturday, 21 March 2026")]
    [InlineData("expires_at = '2026-03-22T08:00:00Z'", "Expired")]
    public async Task What_cannot_be_used_any_more_says_so_and_has_no_barcode(string set, string mark)
    {
        var page = await PageAsync(set: $", {set}");
        Assert.Contains($"<p class=\"mark\" role=\"status\">{mark}</p>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_merchant_has_written_is_text_and_nothing_else()
    {
        const string Hostile = "</p><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
        var page = await PageAsync(offer => offer with { Name = Hostile, Terms = Hostile, Value = "1", Currency = "<b>" }, code: "<i>\"&'");
        foreach (var tag in (string[])["<script", "<img", "<b>", "<i>"])
            Assert.DoesNotContain(tag, page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(Hostile, TextOf(page.Replace("&lt;", "\u2039", StringComparison.Ordinal)).Replace('\u2039', '<'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_needs_nothing_else_and_may_do_nothing_but_look_as_it_does()
    {
        using var answer = await OpenAsync();
        var page = await answer.Content.ReadAsStringAsync();
        var style = page.Split("<style>")[1].Split("</style>")[0];

        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        foreach (var foreign in (string[])["<script", " style=", " src=", "href=", "url(", "@import", "javascript:"])
            Assert.DoesNotContain(foreign, page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("<[^>]* on[a-z]+=", page);
    }

    [Theory]
    [InlineData("", "a4", "@page { size: A4; margin: 20mm; }")]
    [InlineData("&paper=a4", "a4", "@page { size: A4; margin: 20mm; }")]
    [InlineData("&paper=80mm", "receipt", "@page { size: 80mm 170mm; margin: 4mm; }")]
    public async Task A_page_is_laid_out_for_a4_or_a_tills_roll(string more, string layout, string rule)
    {
        var page = await PageAsync(more: more);
        Assert.Contains($"<html lang=\"en\" class=\"{layout}\">", page, StringComparison.Ordinal);
        Assert.Contains($"<style>{rule}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_paper_is_400_and_what_takes_no_html_406()
    {
        using var paper = await OpenAsync(more: "&paper=a5");
        Assert.Equal(HttpStatusCode.BadRequest, paper.StatusCode);
        using var json = await OpenAsync(accept: "application/json");
        Assert.Equal(HttpStatusCode.NotAcceptable, json.StatusCode);
    }

    [Fact]
    public async Task A_person_is_told_in_words_that_a_link_does_not_open()
    {
        using var answer = await OpenAsync(more: "x", accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        Assert.Equal((HttpStatusCode.Forbidden, "text/html; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Contains("This link is not valid", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("<[^>]*>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();
}
