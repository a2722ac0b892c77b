using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Voucher.Issuance.Tests.Resource;

namespace Voucher.Issuance.Tests.Links;

public sealed class BarcodeTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private async Task<string> LinkAsync(string code)
    {
        using var shop = await Shop.OpenAsync(service);
        return (await shop.AsDistributor.ReadAsync(shop.GivenOut(await shop.IssueAsync(code: code))))["barcode"]!;
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/png", "*/*")]
    [InlineData("image/png", "image/*")]
    [InlineData("image/png", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8")]
    [InlineData("image/svg+xml", "image/svg+xml")]
    [InlineData("image/svg+xml", "image/png;q=0.5, image/svg+xml")]
    [InlineData("image/svg+xml", "image/*, image/png;q=0")]
    public async Task The_picture_is_png_or_svg_as_is_liked_best(string type, params string[] accept)
    {
        using var browser = service.CreateClient();
        var told = await browser.ReadAsync(await LinkAsync(Shop.NewCode()), accept);
        Assert.Equal((HttpStatusCode.OK, type), (told.Status, told.ContentType));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("image/png;q=0, image/jpeg")]
    public async Task Neither_is_406(string accept)
    {
        using var browser = service.CreateClient();
        var told = await browser.ReadAsync(await LinkAsync(Shop.NewCode()), accept);
        Assert.Equal("must allow image/png or image/svg+xml", told.AssertError(HttpStatusCode.NotAcceptable, "not acceptable", "Accept"));
    }

    [Theory]
    [InlineData("ABCD1234")]
    [InlineData("BET-5ZQX-KC2K4H")]
    [InlineData("lower case 1")]
    [InlineData("1234567890123456")]
    public async Task A_reader_of_qr_codes_reads_the_redemption_code(string code)
    {
        using var browser = service.CreateClient();
        var svg = XDocument.Parse((await browser.ReadAsync(await LinkAsync(code), "image/svg+xml")).Text).Root!;
        Assert.Equal(("256", "256"), (svg.Attribute("width")!.Value, svg.Attribute("height")!.Value));
        Assert.Equal(code, QrReader.Read(ModulesOf(svg)));
    }

    [Theory]
    [InlineData("", 256)]
    [InlineData("&size=64", 64)]
    [InlineData("&size=1024", 1024)]
    public async Task A_png_has_whole_pixels_for_a_module_and_at_most_the_size(string size, int most)
    {
        using var browser = service.CreateClient();
        var png = await browser.GetByteArrayAsync(await LinkAsync("BET-5ZQX-KC2K4H") + size);
        Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        // 21 modules and four of quiet zone at either side.
        Assert.Equal((most / 29 * 29, width), (width, height));
    }

    [Fact]
    public async Task The_longest_code_fits()
    {
        using var browser = service.CreateClient();
        var told = await browser.ReadAsync(await LinkAsync(new string('z', 48) + Shop.NewCode()) + "&size=64");
        Assert.Equal((HttpStatusCode.OK, "image/png"), (told.Status, told.ContentType));
    }

    /// <summary>The modules of a picture, without the quiet zone, row by row: the picture's path draws a rectangle for each run of dark ones.</summary>
    private static bool[,] ModulesOf(XElement svg)
    {
        var side = int.Parse(svg.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture) - 8;
        var modules = new bool[side, side];
        var path = svg.Elements().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value;
        foreach (var run in path.Split('M', StringSplitOptions.RemoveEmptyEntries))
        {
            // Such as 4 5h7v1h-7z.
            var numbers = run.Split(' ', 'h', 'v').Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0).ToArray();
            for (var i = 0; i < numbers[2]; i++)
                modules[numbers[1] - 4, numbers[0] - 4 + i] = true;
        }
        return modules;
    }
}
