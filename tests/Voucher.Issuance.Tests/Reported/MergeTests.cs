using FsCheck;
using FsCheck.Fluent;
using Voucher.Issuance.Reported;

namespace Voucher.Issuance.Tests.Reported;

/// <summary>Whatever order events arrive in, and however many at once: what comes of them is the same.</summary>
public sealed class MergeTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const int Stories = 60;
    private const string Code = "CODE";

    /// <summary>Few times, so that many events are of the same; values of which some differ only in case or by a prefix.</summary>
    private static readonly Gen<VoucherEvent> Events =
        from time in Gen.Elements(1m, 2m, 3m, 1512828988826000000m, 1512828988826000001m, 999999999999999000000m)
        from fields in Gen.SubListOf("referrerId", "value", "custom", "eventType", "currency")
        from values in Gen.ArrayOf(Gen.Elements("a", "A", "ab", "b", "ä", "{\"a\":1}", "10", "9", "\U0001F600", "\uFFFD"), 5)
        select new VoucherEvent(Code, time, fields.Zip(values).Append(("voucherCode", Code)).ToDictionary(field => field.Item1, field => field.Item2));

    /// <summary>The events, and two orders of them that may have some twice.</summary>
    private static readonly Arbitrary<(VoucherEvent[] One, VoucherEvent[] Other)> Orders = Arb.From(
        from count in Gen.Choose(1, 8)
        from events in Gen.ArrayOf(Events, count)
        from repeated in Gen.SubListOf(events)
        from one in Gen.Shuffle(events)
        from other in Gen.Shuffle((VoucherEvent[])[.. events, .. repeated])
        select (one, other));

    private readonly ReportedVouchers vouchers = fixture.Service.Get<ReportedVouchers>();

    [Fact]
    public Task The_order_of_arrival_never_shows() => CheckAsync(async story =>
    {
        var (one, other, atOnce) = (NewMerchant(), NewMerchant(), NewMerchant());
        foreach (var reported in story.One)
            await vouchers.MergeAsync(one, reported, default);
        foreach (var reported in story.Other)
            await vouchers.MergeAsync(other, reported, default);
        await Task.WhenAll(story.Other.Select(reported => Task.Run(() => vouchers.MergeAsync(atOnce, reported, default))));

        var expected = Expected(story.One);
        foreach (var merchant in (string[])[one, other, atOnce])
        {
            var merged = (await vouchers.FindAsync(merchant, Code, default))!;
            var found = merged.Fields.ToDictionary(field => field.Key, field => (merged.Times[field.Key], field.Value));
            Assert.Equal(expected.OrderBy(field => field.Key, StringComparer.Ordinal), found.OrderBy(field => field.Key, StringComparer.Ordinal));
            Assert.Equal(merged.Fields.Keys.Order(StringComparer.Ordinal), merged.Times.Keys.Order(StringComparer.Ordinal));
        }
    });

    [Fact]
    public async Task Of_events_that_come_at_once_none_is_lost()
    {
        var merchant = NewMerchant();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => vouchers.MergeAsync(
            merchant, new VoucherEvent(Code, number, new Dictionary<string, string> { ["voucherCode"] = Code, [$"field-{number}"] = $"{number}" }), default))));
        var merged = (await vouchers.FindAsync(merchant, Code, default))!;
        Assert.Equal(201, merged.Fields.Count);
        Assert.Equal(199, merged.Times["voucherCode"]);
    }

    private static string NewMerchant() => $"MERCH-{Guid.NewGuid():N}";

    /// <summary>The newest of each field; of those of one time the one whose bytes are the greatest.</summary>
    private static Dictionary<string, (decimal Time, string Value)> Expected(IEnumerable<VoucherEvent> events) =>
        events.SelectMany(reported => reported.Fields.Select(field => (field.Key, reported.Timestamp, field.Value)))
            .GroupBy(field => field.Key)
            .ToDictionary(field => field.Key, field => field.Select(one => (one.Timestamp, one.Value)).MaxBy(one => (one.Timestamp, Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(one.Value)))));

    private static Task CheckAsync(Func<(VoucherEvent[] One, VoucherEvent[] Other), Task> check) => Task.Run(() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Stories).WithQuietOnSuccess(true), Prop.ForAll(Orders, check)));
}
