using System.Globalization;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Model;

/// <summary>What one story has of the stage: campaigns, categories and distributors that no other story has.</summary>
public sealed class Scene(Stage stage)
{
    /// <summary>How many campaigns there are.</summary>
    public const int Campaigns = 3;

    private readonly string suffix = Guid.NewGuid().ToString("N")[..12];
    private readonly Dictionary<int, string> tokens = [];

    /// <summary>The campaigns of each category, the first choice first.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Offers { get; } = [[0], [1, 0], [2], [2, 1, 0], []];

    public string CampaignId(int campaign) => Name("CAMP", campaign);

    public string CategoryId(int category) => Name("CAT", category);

    public string DistributorId(int distributor) => Name("DIST", distributor);

    public static string TerminalId(int terminal) => string.Create(CultureInfo.InvariantCulture, $"TERM-{terminal}");

    public static string? ProductId(int? product) => product is null ? null : string.Create(CultureInfo.InvariantCulture, $"PRODUCT-{product}");

    public static string? KeyOf(int? key) => key is null ? null : string.Create(CultureInfo.InvariantCulture, $"KEY-{key}");

    /// <summary>Asks for a voucher as a till does.</summary>
    public Task<Answer> AskAsync(int service, Order order)
    {
        if (!tokens.TryGetValue(order.Distributor, out var token))
            tokens[order.Distributor] = token = TestTokens.OfDistributor(DistributorId(order.Distributor));
        var body = new
        {
            distributor_id = DistributorId(order.Distributor),
            terminal_id = TerminalId(order.Terminal),
            trigger_category_id = CategoryId(order.Categories[0]),
            trigger_product_id = ProductId(order.Product),
        };
        return stage.SendAsync(service, token, body, KeyOf(order.Key));
    }

    /// <summary>What a claim for an order is known by, if it has a request id.</summary>
    public string? ClaimantOf(Order order) =>
        order.Key is null ? null : PoolKeys.RequestOf(DistributorId(order.Distributor), KeyOf(order.Key)!);

    /// <summary>Tells both services which campaigns there are, and how each is.</summary>
    public Task OfferAsync(IReadOnlyList<Candidate> campaigns) => stage.SetAsync(
        Offers.Select((offered, category) => (CategoryId(category), offered.Select(campaign => campaigns[campaign]).ToArray())));

    /// <summary>Whether Redis knows anything of a campaign.</summary>
    public Task<bool> IsWarmAsync(int campaign) => stage.Service.Redis.KeyExistsAsync(new PoolKeys(CampaignId(campaign)).State);

    public Task<bool> IsInFlightAsync(int campaign, Claim claim) => IsInFlightAsync(new PoolKeys(CampaignId(campaign)), claim);

    private async Task<bool> IsInFlightAsync(PoolKeys keys, Claim claim) =>
        await stage.Service.Redis.SortedSetScoreAsync(keys.InFlight, claim.Record) is not null;

    /// <summary>How far Redis has read a campaign's codes when it takes those for all; else null.</summary>
    public async Task<long?> ReadThroughAsync(int campaign)
    {
        var state = await stage.Service.Redis.HashGetAsync(new PoolKeys(CampaignId(campaign)).State, ["loaded", "exhausted"]);
        return state[1] == "1" ? (long)state[0] : null;
    }

    /// <summary>A keeper's round over one campaign, as if all claims in flight were old.</summary>
    public async Task SweepAsync(int campaign)
    {
        await stage.Service.AgeClaimsAsync(CampaignId(campaign));
        await stage.Service.Get<ClaimSweeper>().SweepAsync(CampaignId(campaign), default);
        await LoadAsync(campaign);
    }

    /// <summary>Lets a pool take up new codes, as far as it has room.</summary>
    public Task LoadAsync(int campaign) => stage.Service.Get<PoolFiller>().FillAsync(CampaignId(campaign));

    private string Name(string what, int number) => string.Create(CultureInfo.InvariantCulture, $"{what}-{number}-{suffix}");
}
