using System.Security.Cryptography;
using System.Text;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.ServiceDefaults.Tests.Tokens;

public sealed class PartnerTokenTests
{
    [Fact]
    public void Every_generated_token_is_well_formed_and_new()
    {
        var tokens = Enumerable.Range(0, 10_000).Select(_ => PartnerToken.Generate()).ToList();

        Assert.All(tokens, token => Assert.True(PartnerToken.IsWellFormed(token), token));
        Assert.All(tokens, token => Assert.Matches("^vch_[0-9A-Za-z]{49}$", token));
        Assert.Equal(tokens.Count, tokens.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_token_with_any_one_character_changed_is_not_well_formed()
    {
        var token = PartnerToken.Generate();
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "0aZ_ -é\0")
            {
                if (other == token[i])
                    continue;
                Assert.False(PartnerToken.IsWellFormed($"{token[..i]}{other}{token[(i + 1)..]}"));
            }
        }
    }

    [Fact]
    public void Other_texts_are_not_well_formed()
    {
        var token = PartnerToken.Generate();
        string[] others = ["", "vch_", token[..^1], token + "0", " " + token, token.ToUpperInvariant(), new string('a', 100_000), "demo-dist-001"];

        Assert.All(others, text => Assert.False(PartnerToken.IsWellFormed(text)));
    }

    [Theory]
    [InlineData("demo-dist-001", true)]
    [InlineData("demo-operator", true)]
    [InlineData("Demo-dist-001", false)]
    [InlineData("demo-dist 001", false)]
    [InlineData("demo-dist,001", false)]
    [InlineData("dist-001", false)]
    [InlineData("", false)]
    public void Demo_tokens_are_told_by_their_form(string text, bool isDemo) => Assert.Equal(isDemo, PartnerToken.HasDemoForm(text));

    [Fact]
    public void A_demo_token_is_not_longer_than_64_characters()
    {
        Assert.True(PartnerToken.HasDemoForm("demo-" + new string('a', 59)));
        Assert.False(PartnerToken.HasDemoForm("demo-" + new string('a', 60)));
    }

    [Fact]
    public void The_key_of_an_entry_is_made_of_the_tokens_hash()
    {
        var token = PartnerToken.Generate();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));

        Assert.Equal(hash, PartnerToken.HashOf(token));
        Assert.Equal($"voucher:token:{Convert.ToHexStringLower(hash)}", ResolvedTokenEntry.KeyOfToken(token));
        Assert.Equal(ResolvedTokenEntry.KeyOfToken(token), ResolvedTokenEntry.KeyOf(hash));
        Assert.Equal(Convert.ToHexStringLower(hash), ResolvedTokenEntry.HashIn(ResolvedTokenEntry.KeyOf(hash)));
    }

    [Fact]
    public void The_shown_part_leaves_most_of_the_token_unknown()
    {
        var token = PartnerToken.Generate();
        Assert.Equal(token[..12], PartnerToken.ShownPartOf(token));
    }

    [Fact]
    public void A_mark_is_told_from_a_jwt_and_from_every_other_mark()
    {
        var mark = ResolvedTokenEntry.NewReservation();

        Assert.True(ResolvedTokenEntry.IsReservation(mark));
        Assert.NotEqual(mark, ResolvedTokenEntry.NewReservation());
        Assert.False(ResolvedTokenEntry.IsReservation(""));
        Assert.False(ResolvedTokenEntry.IsReservation("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    }
}
