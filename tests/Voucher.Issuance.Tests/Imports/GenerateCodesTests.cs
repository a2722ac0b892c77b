using System.Net;
using System.Net.Http.Json;
using Voucher.Issuance.Imports;
using Voucher.Issuance.Inventory;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>Codes by a pattern: as many as were asked for, all different, all of the form.</summary>
public sealed class GenerateCodesTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string prefix = ImportClient.NewCode();

    [Fact]
    public async Task As_many_different_codes_of_the_pattern_as_were_asked_for_are_in_the_inventory()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        var import = await client.EndOfAsync(await GenerateAsync(client, campaign, new { count = 12_345, prefix = "GEN-", length = 12, checksum = "luhn" }));

        Assert.Equal(("completed", "generated", 12_345), (import.State, import.Source, import.Committed));
        Assert.Equal(60, import.EntropyBits);
        var codes = await service.InventoryAsync(campaign);
        Assert.Equal(12_345, codes.Distinct().Count());
        Assert.All(codes, code =>
        {
            Assert.Matches("^GEN-[A-HJ-NP-Z2-9]{13}$", code);
            Assert.Equal(CodePattern.CheckCharacter(code.AsSpan(4, 12), CodePattern.DefaultCharset), code[^1]);
        });
        Assert.Contains("\"action\":\"import.generate\"", await client.GetStringAsync($"/admin/v1/audit/codes?subject={campaign}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_made_up_twice_or_is_in_an_inventory_already_is_made_up_anew()
    {
        using var client = service.Operator();
        var (campaign, other) = (await service.AddCampaignAsync(codes: 0), await service.AddCampaignAsync(codes: 0));
        object Some() => new { count = 20, prefix, charset = "0123456789", length = 2, allow_guessable = true };

        await client.EndOfAsync(await GenerateAsync(client, campaign, Some()));
        var second = await client.EndOfAsync(await GenerateAsync(client, other, Some()));

        Assert.Equal(("completed", 20), (second.State, second.Committed));
        var all = (await service.InventoryAsync(campaign)).Concat(await service.InventoryAsync(other)).ToList();
        Assert.Equal(40, all.Distinct().Count());
    }

    [Fact]
    public async Task A_pattern_that_is_used_up_is_rejected_with_the_remedy()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        object One() => new { count = 1, prefix, charset = "01", length = 1, allow_guessable = true };
        Assert.Equal("completed", (await client.EndOfAsync(await GenerateAsync(client, campaign, One()))).State);
        Assert.Equal("completed", (await client.EndOfAsync(await GenerateAsync(client, campaign, One()))).State);

        var third = await client.EndOfAsync(await GenerateAsync(client, campaign, One()));

        Assert.Equal(("rejected", 0), (third.State, third.Committed));
        Assert.StartsWith("The pattern has not so many codes left.", third.Message, StringComparison.Ordinal);
        Assert.Equal([$"{prefix}0", $"{prefix}1"], (await service.InventoryAsync(campaign)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{"length":12}""", "count", "Is required.")]
    [InlineData("""{"count":10}""", "length", "Is required.")]
    [InlineData("""{"count":"10","length":12}""", "count", "Must be a whole number from 1 to 20000000.")]
    [InlineData("""{"count":0,"length":12}""", "count", "Must be a whole number from 1 to 20000000.")]
    [InlineData("""{"count":10,"length":65}""", "length", "Must be a whole number from 1 to 64.")]
    [InlineData("""{"count":10,"length":60,"prefix":"ABCDE"}""", "length", "Prefix, random and check characters together may be 64 at most.")]
    [InlineData("""{"count":10,"length":12,"charset":"AAB"}""", "charset", "Names a character twice, which would then come twice as often.")]
    [InlineData("""{"count":10,"length":12,"charset":"A"}""", "charset", "Must have at least 2 characters.")]
    [InlineData("""{"count":10,"length":12,"charset":"\u00c4B"}""", "charset", "Must be letters, digits and signs of ASCII, without blanks.")]
    [InlineData("""{"count":10,"length":12,"charset":"ABC","checksum":"luhn"}""", "charset", "Must have an even number of characters for a check character to find all single errors.")]
    [InlineData("""{"count":10,"length":12,"checksum":"crc"}""", "checksum", "Must be one of: none, luhn.")]
    [InlineData("""{"count":10,"length":12,"lenght":12}""", "lenght", "Unknown field. Known are: count, prefix, charset, length, checksum, allow_guessable.")]
    [InlineData("""{"count":1000000,"length":7}""", "length", "Must be at least 8 for 1000000 codes of 32 characters; shorter ones are too easy to guess.")]
    [InlineData("""{"count":51,"length":2,"charset":"0123456789","allow_guessable":true}""", "length", "Must be at least 3 for 51 codes of 10 characters; shorter ones are too easy to guess.")]
    [InlineData("""[]""", "body", "Must be a JSON object.")]
    public async Task A_pattern_that_cannot_be_is_refused_by_field(string body, string field, string error)
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        using var answer = await client.PostAsync(
            $"/admin/v1/campaigns/{campaign}/codes/generate", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\":[\"{error}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await service.ReadAsync<long>("SELECT count(*) FROM imports WHERE campaign_id = @campaign", new { campaign }));
    }

    [Fact]
    public async Task Generating_needs_a_campaign_and_an_operator()
    {
        using var client = service.Operator();
        Assert.Equal(HttpStatusCode.NotFound, (await GenerateAsync(client, "CAMP-NONE", new { count = 1, length = 12 })).StatusCode);
        using var distributor = service.ClientOf("DIST-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await GenerateAsync(distributor, "CAMP-NONE", new { count = 1, length = 12 })).StatusCode);
    }

    [Theory]
    [InlineData("7992739871", "0123456789", '3')]
    [InlineData("ABCDEF", "ABCDEF", 'E')]
    public void The_check_character_is_that_of_Luhn(string text, string charset, char expected) =>
        Assert.Equal(expected, CodePattern.CheckCharacter(text, charset));

    [Fact]
    public void The_check_character_finds_every_single_error()
    {
        var pattern = new CodePattern(1, "", CodePattern.DefaultCharset, 10, HasChecksum: true);
        var code = pattern.NewCode();
        for (var i = 0; i < 10; i++)
        {
            foreach (var letter in CodePattern.DefaultCharset.Where(letter => letter != code[i]))
            {
                var mistyped = code.Remove(i, 1).Insert(i, letter.ToString());
                Assert.NotEqual(mistyped[^1], CodePattern.CheckCharacter(mistyped.AsSpan(0, 10), CodePattern.DefaultCharset));
            }
        }
    }

    [Fact]
    public void Estimates_of_random_codes_come_close_to_what_they_are()
    {
        foreach (var (charset, length, prefix) in new[] { (CodePattern.DefaultCharset, 10, "ABC-"), ("0123456789", 12, ""), ("01", 40, "X") })
        {
            var pattern = new CodePattern(1, prefix, charset, length, HasChecksum: false);
            var estimate = new GuessEstimate();
            for (var i = 0; i < 20_000; i++)
                estimate.Add(pattern.NewCode());
            Assert.InRange(estimate.Bits(), pattern.Bits() - 0.5, pattern.Bits() + 0.05);
        }
    }

    [Fact]
    public void A_guess_hits_one_of_more_codes_more_often_and_never_with_more_than_certainty()
    {
        Assert.Equal(1.0 / 1024, GuessEstimate.Chance(10, 1));
        Assert.Equal(0.25, GuessEstimate.Chance(10, 256));
        Assert.Equal(1, GuessEstimate.Chance(10, 100_000));
        Assert.Equal(0, new GuessEstimate().Bits());
    }

    private static Task<HttpResponseMessage> GenerateAsync(HttpClient client, string campaign, object pattern) =>
        client.PostAsJsonAsync($"/admin/v1/campaigns/{campaign}/codes/generate", pattern);
}
