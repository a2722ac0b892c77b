namespace Voucher.Gateway.Tests.Tokens;

/// <summary>How tokens are shown, on the routes of each contract.</summary>
public sealed class TokenFormsTests : GatewayTests
{
    private const string Resource = "/submission/offers/CAMP/vouchers";
    private const string Event = "/v2/voucher";

    [Theory]
    [InlineData(Resource, "X-ADILITY-API-KEY: {0}")]
    [InlineData(Resource, "x-adility-api-key:{0} ")]
    [InlineData(Resource, "Authorization: Bearer {0}")]
    [InlineData("/distribution/advertisers/MERCH/vouchers/A", "X-ADILITY-API-KEY: {0}")]
    [InlineData(Event, "Authorization: token {0}")]
    [InlineData(Event, "Authorization: Token {0}")]
    [InlineData(Event, "Authorization: Bearer {0}")]
    public async Task A_good_token_is_taken_in_the_forms_of_the_routes_contract(string path, string header) =>
        Assert.StartsWith("HTTP/1.1 200 ", await SendAsync(path, header), StringComparison.Ordinal);

    [Theory]
    [InlineData(Resource, "Authorization: token {0}")]
    [InlineData(Resource, "X-ADILITY-API-KEY: Bearer {0}")]
    [InlineData(Resource, "X-ADILITY-API-KEY: ")]
    [InlineData(Resource, "X-ADILITY-API-KEY: {0}\r\nX-ADILITY-API-KEY: {0}")]
    [InlineData(Resource, "X-ADILITY-API-KEY: {0}\r\nAuthorization: Bearer {0}")]
    [InlineData(Event, "X-ADILITY-API-KEY: {0}")]
    [InlineData(Event, "Authorization: token{0}")]
    [InlineData(Event, "Authorization: tokens {0}")]
    [InlineData(Platform.VoucherPath, "Authorization: token {0}")]
    [InlineData(Platform.VoucherPath, "X-ADILITY-API-KEY: {0}")]
    public async Task In_any_other_form_it_is_401(string path, string header)
    {
        Assert.StartsWith("HTTP/1.1 401 ", await SendAsync(path, header), StringComparison.Ordinal);
        Assert.Empty(Platform.Backend.Received);
    }

    [Fact]
    public async Task The_partners_token_goes_no_further_in_whatever_form_it_came()
    {
        await SendAsync(Resource, "X-ADILITY-API-KEY: {0}");
        await SendAsync(Event, "Authorization: token {0}");
        Assert.Equal(2, Platform.Backend.Received.Count);
        Assert.All(Platform.Backend.Received, request => Assert.DoesNotContain(
            request.Headers, header => header.Value.Contains(Token.Text, StringComparison.Ordinal)));
    }

    private async Task<string> SendAsync(string path, string header)
    {
        using var connection = await RawConnection.OpenAsync(Platform.Gateway.Address);
        var method = path is Event or Platform.VoucherPath ? "POST" : "GET";
        await connection.SendAsync(
            $"{method} {path} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nContent-Length: 0\r\n{string.Format(null, header, Token.Text)}\r\n\r\n");
        return await connection.ReadToEndAsync();
    }
}
