using System.Text;
using Voucher.Issuance.Webhooks;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>By the test vectors that Standard Webhooks publishes with its libraries.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Timestamp = 1614265330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    [Fact]
    public void The_public_test_vector_is_signed_as_published() =>
        Assert.Equal(Signature, WebhookSignature.Of([Convert.FromBase64String(Secret)], Id, Timestamp, Body));

    [Fact]
    public void The_check_of_the_tests_accepts_the_public_test_vector_and_nothing_else()
    {
        Received Signed(string signature, string timestamp = "1614265330") => new(
            "/", new Dictionary<string, string> { ["webhook-id"] = Id, ["webhook-timestamp"] = timestamp, ["webhook-signature"] = signature }, Body);
        Assert.True(Signed(Signature).IsSignedWith("whsec_" + Secret));
        Assert.True(Signed($"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= {Signature}").IsSignedWith("whsec_" + Secret));
        Assert.False(Signed(Signature, "1614265331").IsSignedWith("whsec_" + Secret));
        Assert.False(Signed("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd=").IsSignedWith("whsec_" + Secret));
    }

    [Fact]
    public void Each_secret_signs_the_first_one_first()
    {
        var other = WebhookSecret.Generate();
        var signatures = WebhookSignature.Of([Convert.FromBase64String(Secret), other], Id, Timestamp, Body);
        Assert.Equal($"{Signature} {WebhookSignature.Of([other], Id, Timestamp, Body)}", signatures);
    }

    [Fact]
    public void A_secret_is_32_random_bytes_in_the_form_of_the_specification()
    {
        var (one, two) = (WebhookSecret.TextOf(WebhookSecret.Generate()), WebhookSecret.TextOf(WebhookSecret.Generate()));
        Assert.NotEqual(one, two);
        Assert.StartsWith("whsec_", one, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(one["whsec_".Length..]).Length);
    }
}
