using System.Globalization;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class PageTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    public void The_last_page_has_all_and_no_cursor(int read, int limit)
    {
        var page = Page.Of([.. Enumerable.Range(1, read)], limit, KeyOf);

        Assert.Equal(Enumerable.Range(1, read), page.Items);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public void A_page_with_a_next_one_leaves_out_the_item_that_told_so_and_its_cursor_names_the_last_that_it_has()
    {
        var page = Page.Of([1, 2, 3], 2, KeyOf);

        Assert.Equal([1, 2], page.Items);
        Assert.Equal(["2", "käse"], After(page.NextCursor!, 2)!);
    }

    [Fact]
    public void A_cursor_can_stand_in_a_query_as_it_is()
    {
        var cursor = Page.Of(["??>>~~ÿÿ", "x"], 1, text => [text]).NextCursor!;

        Assert.Equal(Uri.EscapeDataString(cursor), cursor);
        Assert.Equal(["??>>~~ÿÿ"], After(cursor, 1)!);
    }

    [Theory]
    [InlineData("%20")]
    [InlineData("a")] // no whole byte
    [InlineData("QQ%3D%3D%3D")]
    [InlineData("*")]
    [InlineData("QR9CH0M")] // three parts
    [InlineData("QQ")] // one part
    [InlineData("QR8A")] // NUL in a part
    [InlineData("QR8K")] // a line feed in a part
    [InlineData("QR__")] // not UTF-8
    [InlineData("%00")]
    public void What_was_not_given_out_is_refused(string cursor)
    {
        var query = OperatorQuery.ReadList(Sent.Query($"?cursor={cursor}"));

        Assert.Null(query.After(2));
        Assert.NotEmpty(query.Errors.Finding("cursor"));
    }

    [Fact]
    public void A_huge_cursor_is_refused()
    {
        var query = OperatorQuery.ReadList(Sent.Query($"?cursor={new string('Q', 1_000_000)}"));

        Assert.Null(query.After(2));
        Assert.NotEmpty(query.Errors.Finding("cursor"));
    }

    private static string[] KeyOf(int item) => [item.ToString(CultureInfo.InvariantCulture), "käse"];

    private static string[]? After(string cursor, int parts)
    {
        var query = OperatorQuery.ReadList(Sent.Query($"?cursor={cursor}"));
        var after = query.After(parts);
        Assert.False(query.Errors.Any);
        return after;
    }
}
