using System.Diagnostics;
using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace Voucher.Issuance.Tests.Model;

/// <summary>
/// Random stories of requests, replays, crowds, confirmations, refills, limits, pauses, clocks, lost data and restarts, against a model in memory. A failure
/// prints the story that was found, the shortest one that still fails, and two seeds: the first repeats the run, the other ("last step was invoked with")
/// begins with the story that failed.
/// </summary>
/// <remarks>
/// <c>VOUCHER_MODEL_REPLAY=seed,gamma[,size]</c> repeats what was printed, <c>VOUCHER_MODEL_STORIES=n</c> plays so many random stories.
/// </remarks>
public sealed class ModelTests(Stage stage, ITestOutputHelper output) : IClassFixture<Stage>
{
    private const int StoriesASeed = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public Task Every_story_of_a_known_seed_ends_as_the_model_has_it(ulong seed) => PlayAsync(new Rnd(seed), StoriesASeed);

    [Fact]
    public Task Every_random_story_ends_as_the_model_has_it()
    {
        var stories = Environment.GetEnvironmentVariable("VOUCHER_MODEL_STORIES") is { Length: > 0 } wanted
            ? int.Parse(wanted, CultureInfo.InvariantCulture)
            : StoriesASeed;
        if (Environment.GetEnvironmentVariable("VOUCHER_MODEL_REPLAY") is not { Length: > 0 } replay)
            return PlayAsync(new Rnd((ulong)Stopwatch.GetTimestamp()), stories);
        var parts = replay.Trim('(', ')').Split(',').Select(part => ulong.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return PlayAsync(new Rnd(parts[0], parts[1]), stories, parts.Length > 2 ? (int)parts[2] : null);
    }

    private async Task PlayAsync(Rnd seed, int stories, int? size = null)
    {
        output.WriteLine($"{stories} stories of the seed {seed.Seed},{seed.Gamma}");
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(stories)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(seed, size is { } one ? FSharpOption<int>.Some(one) : FSharpOption<int>.None)));
        // FsCheck waits for each story on the thread that it was called on.
        await Task.Run(() => Check.One(config, Prop.ForAll(Stories.Arbitrary, story => Play.RunAsync(stage, story))));
    }
}
