namespace Voucher.Issuance.Tests.Model;

/// <summary>A voucher as it has to be in the ledger.</summary>
internal sealed record ModelRow(
    int Campaign, long Seq, string Code, string SerialNumber, Order Order, int Category, DateTimeOffset IssuedAt, DateOnly Day, DateTimeOffset WrittenAt)
{
    /// <summary>Until when it has to be confirmed, if it has to be: reckoned from when it was written, which may be long after its code was claimed.</summary>
    public DateTimeOffset? ConfirmBy => Order.ConfirmWithin is { } seconds ? (WrittenAt > IssuedAt ? WrittenAt : IssuedAt).AddSeconds(seconds) : null;

    public DateTimeOffset? ConfirmedAt { get; set; }

    public bool IsReturned { get; set; }

    /// <summary>The answer's body, once somebody has read it. It is the same for ever.</summary>
    public string? Body { get; set; }

    public bool HasLapsed(DateTimeOffset now) => IsReturned || (ConfirmedAt is null && ConfirmBy <= now);
}

/// <summary>The platform as it has to be: small enough to be believed.</summary>
internal sealed class ModelLedger(IReadOnlyList<ModelCampaign> campaigns)
{
    private readonly Dictionary<(int Distributor, int Key), ModelRow> answered = [];

    public IReadOnlyList<ModelCampaign> Campaigns { get; } = campaigns;

    public IEnumerable<ModelRow> Rows => Campaigns.SelectMany(campaign => campaign.Rows);

    /// <summary>How many requests were declined.</summary>
    public int Declined { get; set; }

    /// <summary>The voucher that a request id has, if it has one.</summary>
    public ModelRow? AnswerTo(int distributor, int key) => answered.GetValueOrDefault((distributor, key));

    /// <summary>The voucher that an order's request id has, if it has one.</summary>
    public ModelRow? AnswerTo(Order order) => order.Key is { } key ? AnswerTo(order.Distributor, key) : null;

    public ModelRow Add(int number, string code, Order order, int category, DateTimeOffset at, DateTimeOffset writtenAt)
    {
        var campaign = Campaigns[number];
        Assert.True(campaign.Codes.TryGetValue(code, out var known), $"campaign {number} has no {code}");
        Assert.DoesNotContain(code, campaign.Issued);
        Assert.DoesNotContain(code, campaign.InFlight.Select(sleeper => sleeper.Claim.Code));
        var row = new ModelRow(number, known.Seq, code, known.SerialNumber, order, category, at, campaign.DayOf(at), writtenAt);
        if (order.Key is { } key)
            Assert.True(answered.TryAdd((order.Distributor, key), row), $"there is a second voucher for {order}");
        campaign.Codes[code] = known with { Serial = known.SerialNumber };
        campaign.Rows.Add(row);
        return row;
    }

    /// <summary>Vouchers that were not confirmed in time go back; their codes stand at the end of the inventory then.</summary>
    public void Return(DateTimeOffset now)
    {
        foreach (var campaign in Campaigns)
        {
            foreach (var row in campaign.Rows.Where(row => !row.IsReturned && row.HasLapsed(now)).OrderBy(row => campaign.Codes[row.Code].Seq))
            {
                row.IsReturned = true;
                campaign.Codes[row.Code] = campaign.Codes[row.Code] with { Seq = ++campaign.LastSeq };
            }
        }
    }

    /// <summary>The candidates of an order at a moment: category and campaign, the first choice first.</summary>
    public IEnumerable<(int Category, int Campaign)> CandidatesOf(Order order, DateTimeOffset now) =>
        from category in order.Categories
        from campaign in Scene.Offers[category]
        where Campaigns[campaign].IsOpen(now)
        select (category, campaign);
}
