using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Negotiation;

namespace Voucher.ServiceDefaults.Tests.Negotiation;

public sealed class AcceptedTypeTests
{
    private const string Json = "application/json; charset=utf-8";
    private const string Xml = "application/xml; charset=utf-8";

    [Theory]
    [InlineData(Json)]
    [InlineData(Json, "")]
    [InlineData(Json, " ", "")]
    [InlineData(Json, "*/*")]
    [InlineData(Json, "application/json;q=0.001")]
    [InlineData(Json, "application/json;q=1.000, application/xml;q=0.999")]
    [InlineData(Json, "application/json; charset=UTF-8")]
    [InlineData(Json, "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")]
    [InlineData(Json, "application/xml;q=0.3, application/*;q=0.5")]
    [InlineData(Xml, "application/json;q=0.4, application/xml;q=0.5")]
    [InlineData(Xml, "application/json;q=0.4", "application/xml;q=0.5")]
    [InlineData(Xml, "*/*;q=0.9, application/json;q=0.1")]
    [InlineData(Xml, "application/json;q=0, */*")]
    [InlineData(Xml, "application/json;q=0, application/xml;q=0.1")]
    [InlineData(Xml, "application/*;q=0.2, application/xml;q=0.3")]
    [InlineData(Xml, "Application/XML")]
    [InlineData(null, "text/html")]
    [InlineData(null, "application/json;q=0")]
    [InlineData(null, "*/*;q=0")]
    [InlineData(null, "application/*;q=0, */*")]
    [InlineData(null, "application/json; version=2")]
    [InlineData(null, "application/json; charset=iso-8859-1")]
    [InlineData(null, "nonsense")]
    public void The_type_is_the_one_that_is_liked_best(string? chosen, params string[] accept)
    {
        var request = new DefaultHttpContext().Request;
        if (accept.Length > 0)
            request.Headers.Accept = accept;
        Assert.Equal(chosen, AcceptedType.Choose(request, Json, Xml));
    }
}
