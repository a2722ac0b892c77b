using Npgsql;
using Voucher.Issuance.Inventory;

namespace Voucher.Issuance.Tests.Inventory;

public sealed class AddCodesTests : IAsyncLifetime
{
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    private Task<int> AddAsync(string campaign, params NewCode[] codes) => service.Get<AddCodes>().AddAsync(campaign, codes, default);

    [Fact]
    public async Task A_code_that_the_campaign_has_is_not_added_again()
    {
        Assert.Equal(2, await AddAsync("C", new("A"), new("B"), new("A", "another serial")));
        Assert.Equal(1, await AddAsync("C", new("B"), new("C")));
        Assert.Equal(1, await AddAsync("OTHER", new NewCode("A")));
        Assert.Equal("1A,2B,3C", await service.ReadAsync<string>("SELECT string_agg(seq || code, ',' ORDER BY seq) FROM codes WHERE campaign_id = 'C'"));
        Assert.Equal(3, await service.ReadAsync<int>("SELECT last_seq FROM pools WHERE campaign_id = 'C'"));
    }

    [Fact]
    public async Task Codes_that_are_added_side_by_side_get_numbers_without_gaps()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            AddAsync("C", [.. Enumerable.Range(i * 5, 10).Select(number => new NewCode($"{number}"))])));
        Assert.Equal(55, added.Sum());
        Assert.Equal("55 1 55 55", await service.ReadAsync<string>(
            "SELECT concat_ws(' ', count(DISTINCT code), min(seq), max(seq), (SELECT last_seq FROM pools WHERE campaign_id = 'C')) FROM codes WHERE campaign_id = 'C'"));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("A\tB", null)]
    [InlineData("A\nB", null)]
    [InlineData("A", "1\t2")]
    [InlineData("A", "")]
    public async Task Codes_that_would_break_the_records_in_Redis_are_refused_with_all_others(string code, string? serialNumber)
    {
        var error = await Assert.ThrowsAsync<PostgresException>(() => AddAsync("C", new("GOOD"), new(code, serialNumber)));
        Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM codes"));
    }
}
