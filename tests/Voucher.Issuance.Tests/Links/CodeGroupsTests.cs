using Voucher.Issuance.Links;

namespace Voucher.Issuance.Tests.Links;

public sealed class CodeGroupsTests
{
    [Theory]
    [InlineData("ABCD1234EFGH", "ABCD 1234 EFGH")]
    [InlineData("ABCD1234E", "ABCD 1234 E")]
    [InlineData("ABC", "ABC")]
    [InlineData("BET-5ZQX-KC2K4H", "BET- 5ZQX- KC2K4H")]
    [InlineData("AB-CDEFGHIJ", "AB- CDEF GHIJ")]
    [InlineData("-A--", "- A- - ")]
    [InlineData("ÄÖÜẞ🧾🧾🧾🧾Ä", "ÄÖÜẞ 🧾🧾🧾🧾 Ä")]
    public void A_code_is_read_in_groups_that_together_are_the_code(string code, string groups)
    {
        Assert.Equal(groups.Split(' '), CodeGroups.Of(code));
        Assert.Equal(code, string.Concat(CodeGroups.Of(code)));
    }
}
