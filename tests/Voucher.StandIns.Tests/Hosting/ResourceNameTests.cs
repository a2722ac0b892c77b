using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

public sealed class ResourceNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("issuance-db2")]
    [InlineData("A-b-C")]
    public void A_name_of_letters_digits_and_single_hyphens_is_accepted(string name) =>
        Assert.Equal(name, new ExecutableResource(name, "true", "/").Name);

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("ä")]
    public void Any_other_name_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => new ExecutableResource(name, "true", "/"));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.Equal(64, new ExecutableResource(new string('a', 64), "true", "/").Name.Length);
        Assert.Throws<ArgumentException>(() => new ExecutableResource(new string('a', 65), "true", "/"));
    }

    [Fact]
    public void Two_resources_cannot_have_the_same_name_whatever_the_case()
    {
        var builder = Bare.Builder();
        builder.AddExecutable("worker", "true", "/");
        Assert.Throws<DistributedApplicationException>(() => builder.AddExecutable("Worker", "true", "/"));
    }
}
