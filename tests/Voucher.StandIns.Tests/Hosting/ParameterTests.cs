using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

public sealed class ParameterTests
{
    [Fact]
    public async Task Configuration_gives_a_parameter_its_value()
    {
        var parameter = Bare.Builder("--Parameters:colour=green").AddParameter("colour", secret: true);

        Assert.Equal("green", await parameter.Resource.GetValueAsync());
        Assert.True(parameter.Resource.Secret);
    }

    [Fact]
    public async Task A_parameter_without_value_says_which_key_is_missing()
    {
        var parameter = Bare.Builder().AddParameter("colour");

        var exception = await Assert.ThrowsAsync<MissingParameterValueException>(async () => await parameter.Resource.GetValueAsync());
        Assert.Contains("Parameters:colour", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_wins_over_a_generated_value()
    {
        var parameter = Bare.Builder("--Parameters:key=configured").AddParameter("key", new GenerateParameterDefault(), secret: true);

        Assert.Equal("configured", await parameter.Resource.GetValueAsync());
    }

    [Fact]
    public async Task A_generated_value_stays_the_same_in_a_run_and_differs_between_parameters()
    {
        var builder = Bare.Builder();
        var one = builder.AddParameter("one", new GenerateParameterDefault { MinLength = 40 }, secret: true).Resource;
        var two = builder.AddParameter("two", new GenerateParameterDefault { MinLength = 40 }, secret: true).Resource;

        var value = await one.GetValueAsync();
        Assert.Equal(40, value!.Length);
        Assert.Equal(value, await one.GetValueAsync());
        Assert.NotEqual(value, await two.GetValueAsync());
    }

    [Fact]
    public void A_generated_value_has_the_characters_that_are_asked_for()
    {
        var letters = new GenerateParameterDefault { MinLength = 200, Special = false, Numeric = false }.GetDefaultValue();
        var digits = new GenerateParameterDefault { MinLength = 8, Lower = false, Upper = false, Special = false }.GetDefaultValue();
        var special = new GenerateParameterDefault { MinLength = 10, MinSpecial = 10 }.GetDefaultValue();

        Assert.All(letters, c => Assert.True(char.IsAsciiLetter(c)));
        Assert.All(digits, c => Assert.True(char.IsAsciiDigit(c)));
        Assert.DoesNotContain(special, char.IsAsciiLetterOrDigit);
    }
}
