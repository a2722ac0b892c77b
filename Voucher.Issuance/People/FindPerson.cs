using Npgsql;
using Voucher.Issuance.Accounts;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.People;

/// <summary>Finds what there is of a person's.</summary>
/// <remarks>All of it throws as <see cref="KnownOffers.FindAsync"/> does: only Campaigns knows whose a campaign is.</remarks>
public sealed class FindPerson(NpgsqlDataSource dataSource, FindHeldVoucher find, KnownOffers offers)
{
    private const string OfAccount =
        """
        SELECT campaign_id, seq FROM voucher_holders WHERE account_id = $1
        UNION
        SELECT campaign_id, seq FROM account_products WHERE account_id = $1
        """;

    /// <summary>Vouchers of which something is kept for too long.</summary>
    private const string OfLongAgo =
        """
        (SELECT campaign_id, seq FROM voucher_holders WHERE recorded_at < $1 ORDER BY recorded_at LIMIT $2)
        UNION
        (SELECT campaign_id, seq FROM account_products WHERE created_at < $1 AND account_id IS NOT NULL ORDER BY created_at LIMIT $2)
        """;

    /// <summary>Whoever has an account; somebody without vouchers when nothing is known.</summary>
    internal async Task<Person> ByAccountAsync(string accountId, CancellationToken cancellationToken)
    {
        var account = AccountId.Normalise(accountId);
        await using var command = dataSource.CreateCommand(OfAccount);
        command.Parameters.Add(new() { Value = account });
        return new Person(account, await ReadAsync(command, cancellationToken));
    }

    /// <summary>Whoever holds a voucher; null when there is no such voucher.</summary>
    internal async Task<Person?> ByVoucherAsync(string voucherId, CancellationToken cancellationToken)
    {
        if (!VoucherId.TryParse(voucherId, out var id) || await find.ByIdAsync(id, cancellationToken) is not { } voucher)
            return null;
        return new Person(AccountId: null, [await WithMerchantAsync(voucher.CampaignId, voucher.Seq, cancellationToken)]);
    }

    /// <summary>Some of those of whom nothing was written for long.</summary>
    internal async Task<Person> OfBeforeAsync(DateTime before, int most, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OfLongAgo);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = most });
        return new Person(AccountId: null, await ReadAsync(command, cancellationToken));
    }

    private async Task<List<PersonsVoucher>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var vouchers = new List<PersonsVoucher>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            vouchers.Add(await WithMerchantAsync(reader.GetString(0), reader.GetInt64(1), cancellationToken));
        return vouchers;
    }

    private async ValueTask<PersonsVoucher> WithMerchantAsync(string campaignId, long seq, CancellationToken cancellationToken) =>
        new(campaignId, seq, (await offers.FindAsync(campaignId, cancellationToken))?.MerchantId);
}
