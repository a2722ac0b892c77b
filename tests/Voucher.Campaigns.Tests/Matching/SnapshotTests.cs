namespace Voucher.Campaigns.Tests.Matching;

public class SnapshotTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const int Changes = 400;
    private const int Readers = 4;
    private static readonly DateTime Start = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task The_version_is_exactly_that_of_the_candidates_shown_while_they_change()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync("RACED", category);
        var before = await campaigns.VersionAsync();
        await MoveEndAsync(1);

        using var over = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(_ => ReadAsync(category, over.Token)).ToList();
        for (var change = 2; change <= Changes; change++)
            await MoveEndAsync(change);
        await over.CancelAsync();
        var seen = (await Task.WhenAll(readers)).SelectMany(pairs => pairs).ToList();

        // Change number n ends the campaign n seconds after the start and makes the version before + n.
        Assert.All(seen, pair => Assert.Equal(pair.Seconds, pair.Version - before));
        Assert.True(seen.Distinct().Count() > Changes / 10, $"The readers saw only {seen.Distinct().Count()} different states.");
        Assert.Equal(before + Changes, await campaigns.VersionAsync());
    }

    private Task MoveEndAsync(int seconds) =>
        campaigns.ExecuteAsync($"UPDATE campaigns SET end_at = '{Start.AddSeconds(seconds):O}' WHERE id = 'RACED'");

    private async Task<List<(long Version, long Seconds)>> ReadAsync(string category, CancellationToken over)
    {
        var seen = new List<(long Version, long Seconds)>();
        while (!over.IsCancellationRequested)
        {
            var answer = await campaigns.MatchAsync("DIST-001", category);
            var end = answer.GetProperty("candidates")[0].GetProperty("end_at").GetDateTime();
            seen.Add((answer.GetProperty("version").GetInt64(), (long)(end - Start).TotalSeconds));
        }
        return seen;
    }
}
