using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class RevisionTests
{
    [Theory]
    [InlineData("\"7\"")]
    [InlineData("*")]
    [InlineData("\"6\", \"7\"")]
    [InlineData("\"6\",\"7\"")]
    [InlineData("  \"7\"  ")]
    public void The_current_tag_lets_a_change_through(string ifMatch)
    {
        Assert.Null(Revision.Hindrance(With(ifMatch), 7, isRequired: true));
        Assert.Null(Revision.Hindrance(With(ifMatch), 7, isRequired: false));
    }

    [Theory]
    [InlineData("\"6\"")]
    [InlineData("\"07\"")]
    [InlineData("\"77\"")]
    [InlineData("7")]
    [InlineData("'7'")]
    [InlineData("W/\"7\"")] // weak tags do not match here (RFC 9110, 13.1.1)
    [InlineData("\"\"")]
    [InlineData("")]
    [InlineData(",")]
    public void Any_other_tag_does_not(string ifMatch)
    {
        foreach (var isRequired in new[] { true, false })
        {
            var hindrance = Revision.Hindrance(With(ifMatch), 7, isRequired);
            Assert.Equal(412, hindrance?.StatusCode);
            Assert.Contains("\"7\"", hindrance?.ProblemDetails.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_tag_lets_through_only_where_none_is_required()
    {
        var request = new DefaultHttpContext().Request;

        Assert.Null(Revision.Hindrance(request, 7, isRequired: false));
        var hindrance = Revision.Hindrance(request, 7, isRequired: true);
        Assert.Equal(428, hindrance?.StatusCode);
        Assert.Contains("If-Match", hindrance?.ProblemDetails.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_lines_count_as_one()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = new(["\"6\"", "\"7\""]);

        Assert.Null(Revision.Hindrance(request, 7, isRequired: true));
    }

    [Fact]
    public void A_revision_is_answered_as_a_strong_tag()
    {
        var response = new DefaultHttpContext().Response;
        response.SetRevision(7);

        Assert.Equal("\"7\"", response.Headers.ETag);
    }

    private static HttpRequest With(string ifMatch)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfMatch = ifMatch;
        return request;
    }
}
