using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.Vouchers;

public sealed class VoucherIdTests
{
    [Theory]
    [InlineData("V1-1", 1, 1)]
    [InlineData("V42-1000000", 42, 1_000_000)]
    [InlineData("V9223372036854775807-9223372036854775807", long.MaxValue, long.MaxValue)]
    public void An_id_is_read_back_as_it_was_written(string text, long pool, long seq)
    {
        Assert.True(VoucherId.TryParse(text, out var id));
        Assert.Equal(new VoucherId(pool, seq), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("V")]
    [InlineData("V1")]
    [InlineData("V-1")]
    [InlineData("V1-")]
    [InlineData("v1-1")]
    [InlineData("V01-1")]
    [InlineData("V1-01")]
    [InlineData("V0-1")]
    [InlineData("V1-0")]
    [InlineData("V1--1")]
    [InlineData("V+1-1")]
    [InlineData("V1-1 ")]
    [InlineData("V1-1\n")]
    [InlineData("V\u0661-1")]
    [InlineData("V1-9223372036854775808")]
    [InlineData("BET-ABCD-123456")]
    public void Nothing_else_is_one(string text) => Assert.False(VoucherId.TryParse(text, out _));
}
