using Voucher.Campaigns.Changes;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Writes a campaign's rows within a change.</summary>
internal static class WriteCampaign
{
    private const string Insert =
        """
        INSERT INTO campaigns (id, merchant_id, name, state, start_at, end_at, time_zone, priority, all_distributors, value, currency,
            activation_date, activation_days, validity_date, validity_days, acquisition, product_format, product_id, bundle_item_id, terms, limits,
            created_at)
        VALUES (@Id, @MerchantId, @Name, @State, @StartAt, @EndAt, @TimeZone, @Priority, @AllDistributors, @Value::numeric, @Currency,
            @ActivationDate::date, @ActivationDays, @ValidityDate::date, @ValidityDays, @Acquisition, @ProductFormat, @ProductId, @BundleItemId,
            @Terms, @Limits::jsonb, @CreatedAt)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE campaigns SET merchant_id = @MerchantId, name = @Name, state = @State, start_at = @StartAt, end_at = @EndAt, time_zone = @TimeZone,
            priority = @Priority, all_distributors = @AllDistributors, value = @Value::numeric, currency = @Currency,
            activation_date = @ActivationDate::date, activation_days = @ActivationDays, validity_date = @ValidityDate::date,
            validity_days = @ValidityDays, acquisition = @Acquisition, product_format = @ProductFormat, product_id = @ProductId,
            bundle_item_id = @BundleItemId, terms = @Terms, limits = @Limits::jsonb
        WHERE id = @Id
        """;

    private const string SetCategories =
        """
        DELETE FROM campaign_categories WHERE campaign_id = @Id AND category_id <> ALL (@Members);
        INSERT INTO campaign_categories (campaign_id, category_id) SELECT @Id, unnest(@Members) ON CONFLICT DO NOTHING
        """;

    private const string SetDistributors =
        """
        DELETE FROM campaign_distributors WHERE campaign_id = @Id AND distributor_id <> ALL (@Members);
        INSERT INTO campaign_distributors (campaign_id, distributor_id) SELECT @Id, unnest(@Members) ON CONFLICT DO NOTHING
        """;

    /// <summary>The campaign as it is now in the database; null when there is one of this id.</summary>
    public static async Task<Campaign?> AddAsync(CatalogueChange change, Campaign campaign, CancellationToken cancellationToken)
    {
        if (await change.ExecuteAsync(Insert, CampaignRow.ParametersOf(campaign), cancellationToken) == 0)
            return null;
        await change.ExecuteAsync(SetCategories, MembersOf(campaign, campaign.Categories), cancellationToken);
        await change.ExecuteAsync(SetDistributors, MembersOf(campaign, campaign.Distributors.Ids), cancellationToken);
        return await ReadCampaigns.ReadAsync(change, campaign.Id, cancellationToken);
    }

    /// <summary>The campaign as it is now in the database. Its own row comes last, so that its version is that of the whole.</summary>
    public static async Task<Campaign> UpdateAsync(CatalogueChange change, Campaign before, Campaign after, CancellationToken cancellationToken)
    {
        if (!before.Categories.SequenceEqual(after.Categories))
            await change.ExecuteAsync(SetCategories, MembersOf(after, after.Categories), cancellationToken);
        if (before.Distributors.All != after.Distributors.All || !before.Distributors.Ids.SequenceEqual(after.Distributors.Ids))
            await change.ExecuteAsync(SetDistributors, MembersOf(after, after.Distributors.Ids), cancellationToken);
        await change.ExecuteAsync(Update, CampaignRow.ParametersOf(after), cancellationToken);
        return (await ReadCampaigns.ReadAsync(change, after.Id, cancellationToken))!;
    }

    private static object MembersOf(Campaign campaign, IReadOnlyList<string> members) => new { campaign.Id, Members = members.ToArray() };
}
