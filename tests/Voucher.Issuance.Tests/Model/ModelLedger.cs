namespace Voucher.Issuance.Tests.Model;

/// <summary>A voucher as it has to be in the ledger.</summary>
internal sealed record ModelRow(int Campaign, string Code, Order Order, int Category, DateTimeOffset IssuedAt)
{
    /// <summary>The answer's body, once somebody has read it. It is the same for ever.</summary>
    public string? Body { get; set; }
}

/// <summary>The platform as it has to be: small enough to be believed.</summary>
internal sealed class ModelLedger(IReadOnlyList<ModelCampaign> campaigns)
{
    private readonly Dictionary<(int Distributor, int Key), ModelRow> answered = [];
    private readonly List<ModelRow> rows = [];

    public IReadOnlyList<ModelCampaign> Campaigns { get; } = campaigns;

    public IReadOnlyList<ModelRow> Rows => rows;

    /// <summary>How many requests were declined.</summary>
    public int Declined { get; set; }

    /// <summary>The voucher that an order's request id has, if it has one.</summary>
    public ModelRow? AnswerTo(Order order) => order.Key is { } key ? answered.GetValueOrDefault((order.Distributor, key)) : null;

    public void Add(ModelRow row)
    {
        var campaign = Campaigns[row.Campaign];
        Assert.Contains(row.Code, campaign.Codes);
        Assert.True(campaign.Issued.Add(row.Code), $"{row.Code} of campaign {row.Campaign} was issued twice");
        if (row.Order.Key is { } key)
            Assert.True(answered.TryAdd((row.Order.Distributor, key), row), $"there is a second voucher for {row.Order}");
        rows.Add(row);
        if (campaign.InFlight.Find(sleeper => sleeper.Claim.Code == row.Code) is not { } holder)
            return;
        Assert.True(holder.Order.Key is not null && campaign.InFlightOf(row.Order) == holder, $"{row.Code} was claimed for {holder.Order}");
        campaign.InFlight.Remove(holder);
    }

    /// <summary>The candidates of an order at a moment: category and campaign, the first choice first.</summary>
    public IEnumerable<(int Category, int Campaign)> CandidatesOf(Order order, DateTimeOffset now) =>
        from category in order.Categories
        from campaign in Scene.Offers[category]
        where Campaigns[campaign].IsOpen(now)
        select (category, campaign);
}
