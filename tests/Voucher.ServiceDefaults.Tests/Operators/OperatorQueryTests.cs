using Voucher.ServiceDefaults.Operators;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class OperatorQueryTests
{
    [Fact]
    public void Values_are_read_by_parameter()
    {
        var query = OperatorQuery.ReadList(
            Sent.Query("?text=K%C3%A4ufer+1&one=b&number=0&flag=true&time=2026-03-31T23:59:59%2B02:00&limit=200"), "text", "one", "number", "flag", "time");

        Assert.Equal(("Käufer 1", "b", 0L, true), (query.Text("text"), query.OneOf("one", "a", "b"), query.Number("number", 0, 9), query.Flag("flag")));
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 21, 59, 59, TimeSpan.Zero), query.Time("time"));
        Assert.Equal(200, query.Limit);
        Assert.False(query.Errors.Any);
    }

    [Fact]
    public void What_is_absent_is_null_and_not_wrong()
    {
        var query = OperatorQuery.ReadList(Sent.Query(""), "f");

        Assert.Null(query.Text("f"));
        Assert.Null(query.OneOf("f", "a"));
        Assert.Null(query.Number("f", 0, 9));
        Assert.Null(query.Flag("f"));
        Assert.Null(query.Time("f"));
        Assert.Null(query.After(1));
        Assert.Equal(50, query.Limit);
        Assert.False(query.Errors.Any);
    }

    [Theory]
    [InlineData("?f=&f=", "f: Must be given once.")]
    [InlineData("?F=1", "F: Unknown parameter. Known are: f, limit, cursor.")]
    [InlineData("?g=1", "g: Unknown parameter. Known are: f, limit, cursor.")]
    [InlineData("?=1", ": Unknown parameter. Known are: f, limit, cursor.")]
    [InlineData("?limit=0", "limit: Must be a whole number from 1 to 200.")]
    [InlineData("?limit=201", "limit: Must be a whole number from 1 to 200.")]
    [InlineData("?limit=+5", "limit: Must be a whole number from 1 to 200.")]
    [InlineData("?limit=", "limit: Must not be blank.")]
    public void What_is_wrong_is_named_by_parameter(string query, string finding) =>
        Assert.Equal(finding, Assert.Single(OperatorQuery.ReadList(Sent.Query(query), "f").Errors.Findings()));

    [Fact]
    public void What_is_no_list_has_neither_limit_nor_cursor()
    {
        Assert.Equal(["cursor", "limit"], OperatorQuery.Read(Sent.Query("?limit=1&cursor=QQ"), "f").Errors.ToProblem().ProblemDetails.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("f: Unknown parameter; there are none.", Assert.Single(OperatorQuery.Read(Sent.Query("?f=1")).Errors.Findings()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("%20")]
    [InlineData("%00")]
    [InlineData("a%0Ab")]
    [InlineData("12345678901")]
    public void No_text_of_ten_letters(string value) => IsWrong(value, query => query.Text("f", 10));

    [Theory]
    [InlineData("c")]
    [InlineData("A")]
    [InlineData("")]
    public void None_of_the_allowed(string value) => IsWrong(value, query => query.OneOf("f", "a", "b"));

    [Theory]
    [InlineData("-1")]
    [InlineData("10")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("0x1")]
    [InlineData("%D9%A1")]
    [InlineData("99999999999999999999")]
    public void No_whole_number_from_zero_to_nine(string value) => IsWrong(value, query => query.Number("f", 0, 9));

    [Theory]
    [InlineData("1")]
    [InlineData("True")]
    public void Neither_true_nor_false(string value) => IsWrong(value, query => query.Flag("f"));

    [Theory]
    [InlineData("2026-03-31T23:59:59")]
    [InlineData("2026-03-31T23:59:59+02:00")] // a plus sign is a blank
    [InlineData("2026-03-31T23:59:59.1Z")]
    [InlineData("yesterday")]
    public void No_time_with_its_offset_in_whole_seconds(string value)
    {
        IsWrong(value, query => query.Time("f"));
        var query = OperatorQuery.Read(Sent.Query($"?f={value}"), "f");
        query.Time("f");
        Assert.Contains("%2B", query.Errors.Finding("f"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("2026-2-3")]
    [InlineData("20260203")]
    [InlineData("2026-02-03T00:00:00Z")]
    [InlineData("1999-12-31")]
    [InlineData("3000-01-01")]
    public void No_day_of_this_millennium(string value) => IsWrong(value, query => query.Day("f"));

    [Theory]
    [InlineData("CET-1")]
    [InlineData("europe/berlin")]
    [InlineData("Europe/Atlantis")]
    [InlineData("../Europe/Berlin")]
    [InlineData("posix/Europe/Berlin")]
    [InlineData("/etc/localtime")]
    public void No_name_of_a_zone(string value) => IsWrong(value, query => query.TimeZone("f"));

    [Fact]
    public void Days_and_zones_are_read_and_what_is_required_has_to_be_there()
    {
        var query = OperatorQuery.Read(Sent.Query("?day=2024-02-29&zone=Europe/Berlin&utc=UTC"), "day", "zone", "utc", "more").Require("day").Require("more");

        Assert.Equal((new DateOnly(2024, 2, 29), "Europe/Berlin", "UTC"), (query.Day("day"), query.TimeZone("zone"), query.TimeZone("utc")));
        Assert.Equal("more: Is required.", Assert.Single(query.Errors.Findings()));
    }

    [Fact]
    public void Partners_are_told_in_their_own_form()
    {
        var answer = OperatorQuery.Read(Sent.Query("?a=1&b=2")).Errors.ToInvalidRequest();

        Assert.Equal((400, "invalid request", "application/json; charset=utf-8"), (answer.StatusCode, answer.Value!.Message, answer.ContentType));
        Assert.Equal(["a", "b"], answer.Value.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    private static void IsWrong<T>(string value, Func<OperatorQuery, T> read)
    {
        var query = OperatorQuery.Read(Sent.Query($"?f={value}"), "f");

        Assert.Null(read(query));
        Assert.NotEmpty(query.Errors.Finding("f"));
    }
}
