using Npgsql;
using NpgsqlTypes;
using Voucher.Issuance.Offers;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Vouchers;

/// <summary>
/// Redeems and cancels. Of however many calls for one voucher exactly one succeeds: the update lets only the right state through, and what belongs to
/// it (the holder, the account's product, the events) is written by the same statement.
/// </summary>
public sealed class EndVoucher(NpgsqlDataSource dataSource, FindHeldVoucher find, IssuanceMetrics metrics, TimeProvider time)
{
    private static readonly string Redeem = EmbeddedText.Beside<EndVoucher>("redeem_voucher.sql");
    private static readonly string Cancel = EmbeddedText.Beside<EndVoucher>("cancel_voucher.sql");

    /// <summary>Redeems a voucher that the caller may redeem.</summary>
    public async Task<VoucherEnding> RedeemAsync(HeldVoucher voucher, Offer offer, Redemption redemption, CancellationToken cancellationToken)
    {
        var now = Now();
        if (RefusalAt(now, voucher, offer) is { } early)
            return Refused(early);
        var account = redemption.Account;
        await using var command = dataSource.CreateCommand(Redeem);
        AddVoucher(command, voucher, now, redemption.By);
        command.Parameters.Add(Text(account?.AccountId));
        command.Parameters.Add(Text(redemption.CustomerName));
        command.Parameters.Add(new() { Value = (object?)account?.DeliveryAddress ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(Text(offer.MerchantId));
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(time.GetUtcNow()) });
        command.Parameters.Add(Text(offer.ProductId ?? offer.CampaignId));
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = EventsOf(redemption, offer) });
        return await command.ExecuteScalarAsync(cancellationToken) is null
            ? await ExplainAsync(voucher, offer, cancellationToken)
            : Ended(voucher with { RedeemedAt = now, AccountId = account?.AccountId, CustomerName = redemption.CustomerName }, "redeemed");
    }

    /// <summary>Cancels a voucher that the caller may cancel, also before it can be used.</summary>
    public async Task<VoucherEnding> CancelAsync(HeldVoucher voucher, Offer offer, string by, CancellationToken cancellationToken)
    {
        var now = Now();
        if (RefusalByState(now, voucher, offer) is { } early)
            return Refused(early);
        await using var command = dataSource.CreateCommand(Cancel);
        AddVoucher(command, voucher, now, by);
        return await command.ExecuteScalarAsync(cancellationToken) is null
            ? await ExplainAsync(voucher, offer, cancellationToken)
            : Ended(voucher with { CancelledAt = now }, "cancelled");
    }

    /// <summary>
    /// A redemption for an account is told as the account's new product, and beside it as a redemption where the voucher was bought (contract S4); one
    /// without an account as a redemption.
    /// </summary>
    private static string[] EventsOf(Redemption redemption, Offer offer) => (redemption.Account, offer.IsBought) switch
    {
        (null, _) => ["voucher_redeemed"],
        (_, true) => ["voucher_redeemed", "voucher_user_product_created"],
        _ => ["voucher_user_product_created"],
    };

    private static string? RefusalAt(DateTimeOffset now, HeldVoucher voucher, Offer offer) =>
        RefusalByState(now, voucher, offer) ?? (voucher.IsTooEarly(now) ? "not yet active" : null);

    private static string? RefusalByState(DateTimeOffset now, HeldVoucher voucher, Offer offer) => voucher.StateAt(now, offer) switch
    {
        VoucherState.Acquired => null,
        VoucherState.Unconfirmed => "not confirmed",
        VoucherState.Redeemed => "already redeemed",
        VoucherState.Cancelled => "cancelled",
        VoucherState.Expired => "expired",
        _ => "returned",
    };

    /// <summary>Somebody was faster.</summary>
    private async Task<VoucherEnding> ExplainAsync(HeldVoucher voucher, Offer offer, CancellationToken cancellationToken) =>
        Refused(RefusalAt(Now(), await find.ByIdAsync(voucher.Id, cancellationToken) ?? voucher, offer) ?? "changed meanwhile");

    private VoucherEnding.Ended Ended(HeldVoucher voucher, string outcome)
    {
        metrics.VoucherEnded(outcome);
        return new VoucherEnding.Ended(voucher);
    }

    private VoucherEnding.Refused Refused(string why)
    {
        metrics.VoucherEnded("refused");
        return new VoucherEnding.Refused(why);
    }

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    private static void AddVoucher(NpgsqlCommand command, HeldVoucher voucher, DateTimeOffset now, string by)
    {
        command.Parameters.Add(Text(voucher.CampaignId));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = voucher.Seq });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(Text(by));
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
