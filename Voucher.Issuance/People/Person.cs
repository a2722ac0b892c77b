using Npgsql;
using NpgsqlTypes;

namespace Voucher.Issuance.People;

/// <summary>A person, as far as it is told apart: by its account, or by nothing but vouchers that it has or had.</summary>
/// <param name="AccountId">The account, in lower case; null where nothing but vouchers is known.</param>
/// <param name="Vouchers">The person's vouchers.</param>
internal sealed record Person(string? AccountId, IReadOnlyList<PersonsVoucher> Vouchers)
{
    /// <summary>
    /// Gives a command the person as <c>$1</c> to <c>$3</c>, the vouchers' campaigns, numbers and merchants, and as <c>$4</c> the account, or NULL.
    /// </summary>
    public void GiveTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new() { Value = Vouchers.Select(voucher => voucher.CampaignId).ToArray() });
        parameters.Add(new() { Value = Vouchers.Select(voucher => voucher.Seq).ToArray() });
        parameters.Add(new() { Value = Vouchers.Select(voucher => voucher.MerchantId).ToArray() });
        parameters.Add(new() { Value = (object?)AccountId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
    }
}

/// <summary>A voucher of a person's.</summary>
/// <param name="CampaignId">The voucher's campaign.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="MerchantId">Whose campaign it is; null when it is not there any more.</param>
internal sealed record PersonsVoucher(string CampaignId, long Seq, string? MerchantId);
