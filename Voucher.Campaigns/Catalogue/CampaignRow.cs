using Voucher.Campaigns.Capacity;

namespace Voucher.Campaigns.Catalogue;

/// <summary>A campaign as <c>read_campaigns.sql</c> gives it.</summary>
internal sealed record CampaignRow
{
    public required string Id { get; init; }
    public required string MerchantId { get; init; }
    public required string Name { get; init; }
    public required string[] Categories { get; init; }
    public required bool AllDistributors { get; init; }
    public required string[] Distributors { get; init; }
    public DateTime? StartAt { get; init; }
    public DateTime? EndAt { get; init; }
    public required string TimeZone { get; init; }
    public required int Priority { get; init; }
    public string? Value { get; init; }
    public string? Currency { get; init; }
    public string? ActivationDate { get; init; }
    public int? ActivationDays { get; init; }
    public string? ValidityDate { get; init; }
    public int? ValidityDays { get; init; }
    public required string Acquisition { get; init; }
    public required string ProductFormat { get; init; }
    public string? ProductId { get; init; }
    public string? BundleItemId { get; init; }
    public string? Terms { get; init; }
    public string? Limits { get; init; }
    public required string State { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required long Revision { get; init; }
    public required long Version { get; init; }

    public Campaign ToCampaign() => new(
        Id, MerchantId, Name, Categories, AllDistributors ? Whitelist.OfAll : new Whitelist(All: false, Distributors), StartAt, EndAt, TimeZone,
        Priority, Value, Currency, VoucherDay.Of(ActivationDate, ActivationDays), VoucherDay.Of(ValidityDate, ValidityDays),
        Acquisition, ProductFormat, ProductId, BundleItemId, Terms, CampaignLimits.Of(Limits), State, CreatedAt, Revision, Version);

    /// <summary>What the statements that write a campaign take.</summary>
    public static object ParametersOf(Campaign campaign) => new
    {
        campaign.Id,
        campaign.MerchantId,
        campaign.Name,
        campaign.State,
        campaign.StartAt,
        campaign.EndAt,
        campaign.TimeZone,
        campaign.Priority,
        AllDistributors = campaign.Distributors.All,
        campaign.Value,
        campaign.Currency,
        ActivationDate = campaign.Activation?.DateText,
        ActivationDays = campaign.Activation?.DaysAfterIssue,
        ValidityDate = campaign.Validity?.DateText,
        ValidityDays = campaign.Validity?.DaysAfterIssue,
        campaign.Acquisition,
        campaign.ProductFormat,
        campaign.ProductId,
        campaign.BundleItemId,
        campaign.Terms,
        Limits = campaign.Limits?.ToJson(),
        campaign.CreatedAt,
    };
}
