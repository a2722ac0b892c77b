using System.Text;
using Voucher.Issuance.Reported;

namespace Voucher.Issuance.Tests.Reported;

public sealed class VoucherEventParserTests
{
    private static (VoucherEvent? Event, Dictionary<string, string> Errors) Parse(string body)
    {
        var errors = new Dictionary<string, string>();
        return (VoucherEventParser.Parse(Encoding.UTF8.GetBytes(body), errors), errors);
    }

    private static string With(string field) => $$$"""{"timestamp":1512828988826,"voucher":{"voucherCode":"CODE",{{{field}}}}}""";

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1512828988826", "1512828988826000000")]
    [InlineData("1512828988826.0", "1512828988826000000")]
    [InlineData("1.512828988826e12", "1512828988826000000")]
    [InlineData("253402300799999", "253402300799999000000")]
    [InlineData("999999999999999", "999999999999999000000")]
    [InlineData("1000000000000000", "1000000000000000")]
    [InlineData("1512828988826000001", "1512828988826000001")]
    public void Times_are_milliseconds_or_nanoseconds_by_their_magnitude(string time, string nanoseconds)
    {
        var (reported, errors) = Parse($$$"""{"timestamp":{{{time}}},"voucher":{"voucherCode":"CODE","expiry":{{{time}}}}}""");
        Assert.Empty(errors);
        Assert.Equal(nanoseconds, UnixTime.TextOf(reported!.Timestamp));
        Assert.Equal(nanoseconds, reported.Fields["expiry"]);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e30")]
    [InlineData("1000000000000000000000")]
    [InlineData("\"1512828988826\"")]
    [InlineData("true")]
    public void What_is_no_time_is_refused(string time)
    {
        Assert.Equal(["timestamp"], Parse($$$"""{"timestamp":{{{time}}},"voucher":{"voucherCode":"CODE"}}""").Errors.Keys);
        Assert.Equal(["voucher.expiry"], Parse(With($"\"expiry\":{time}")).Errors.Keys);
        Assert.Equal(["voucher.creationTime"], Parse(With($"\"creationTime\":{time}")).Errors.Keys);
    }

    [Theory]
    [InlineData("\"value\":20.50", "value", "20.5")]
    [InlineData("\"value\":2e1", "value", "20")]
    [InlineData("\"referralValue\":-0.01", "referralValue", "-0.01")]
    [InlineData("\"currency\":\"gbP\"", "currency", "gbP")]
    [InlineData("\"voucherType\":\"REACTIVATION\"", "voucherType", "REACTIVATION")]
    [InlineData("\"custom\":{\"b\":1.0,\"a\":{}}", "custom", "{\"a\":{},\"b\":1.0}")]
    public void Fields_are_kept_in_one_form(string said, string field, string text)
    {
        var (reported, errors) = Parse(With(said));
        Assert.Empty(errors);
        Assert.Equal(text, reported!.Fields[field]);
    }

    [Fact]
    public void Null_and_unknown_fields_are_passed_over()
    {
        var (reported, errors) = Parse(With("\"value\":null,\"currency\":null,\"custom\":null,\"expiry\":null,\"campaign\":1"));
        Assert.Empty(errors);
        Assert.Equal(["voucherCode"], reported!.Fields.Keys);
    }

    [Theory]
    [InlineData("\"value\":\"20\"", "voucher.value")]
    [InlineData("\"value\":1e99", "voucher.value")]
    [InlineData("\"referralValue\":{}", "voucher.referralValue")]
    [InlineData("\"currency\":\"EURO\"", "voucher.currency")]
    [InlineData("\"currency\":\"E1R\"", "voucher.currency")]
    [InlineData("\"currency\":978", "voucher.currency")]
    [InlineData("\"voucherType\":\"general\"", "voucher.voucherType")]
    [InlineData("\"voucherType\":\"\"", "voucher.voucherType")]
    [InlineData("\"referrerId\":\" \"", "voucher.referrerId")]
    [InlineData("\"referrerId\":17", "voucher.referrerId")]
    [InlineData("\"referrerId\":\"a\\u0000\"", "voucher.referrerId")]
    [InlineData("\"custom\":[]", "voucher.custom")]
    [InlineData("\"custom\":\"text\"", "voucher.custom")]
    [InlineData("\"custom\":{\"a\":\"\\ud800\"}", "voucher.custom")]
    [InlineData("\"custom\":{\"a\":1,\"a\":2}", "body")]
    [InlineData("\"value\":1,\"value\":2", "body")]
    public void A_wrong_field_is_named(string said, string field) => Assert.Equal([field], Parse(With(said)).Errors.Keys);

    [Theory]
    [InlineData("a")]
    [InlineData("9-voucher_Issued")]
    public void Event_types_are_letters_digits_hyphens_and_underscores(string type) =>
        Assert.Equal(type, Parse($$$"""{"timestamp":1,"eventType":"{{{type}}}","voucher":{"voucherCode":"C"}}""").Event!.Fields["eventType"]);

    [Theory]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\\n")]
    [InlineData("")]
    public void Other_event_types_are_refused(string type) =>
        Assert.Equal(["eventType"], Parse($$$"""{"timestamp":1,"eventType":"{{{type}}}","voucher":{"voucherCode":"C"}}""").Errors.Keys);

    [Theory]
    [InlineData("""{"voucher":{"voucherCode":"C"}}""", "timestamp")]
    [InlineData("""{"timestamp":null,"voucher":{"voucherCode":"C"}}""", "timestamp")]
    [InlineData("""{"timestamp":1}""", "voucher")]
    [InlineData("""{"timestamp":1,"voucher":"C"}""", "voucher")]
    [InlineData("""{"timestamp":1,"voucher":{}}""", "voucher.voucherCode")]
    [InlineData("""{"timestamp":1,"voucher":{"voucherCode":""}}""", "voucher.voucherCode")]
    [InlineData("""{"timestamp":1,"voucher":{"voucherCode":7}}""", "voucher.voucherCode")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    public void What_is_required_is_asked_for(string body, string field) => Assert.Equal([field], Parse(body).Errors.Keys);
}
