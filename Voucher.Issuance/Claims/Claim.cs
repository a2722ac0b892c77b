using System.Globalization;

namespace Voucher.Issuance.Claims;

/// <summary>One code taken out of a campaign's pool: in flight until it becomes a voucher or goes back.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Epoch">The pool's epoch that it was claimed in.</param>
/// <param name="Number">The claim's number in that epoch.</param>
/// <param name="Seq">The code's sequence number in the campaign.</param>
/// <param name="Code">The code. Never to be logged.</param>
/// <param name="SerialNumber">The code's serial number, if it came with one.</param>
/// <param name="Claimant">Who claimed it, and when.</param>
/// <param name="Record">The record in Redis, to the letter.</param>
public sealed record Claim(
    string CampaignId, long Epoch, long Number, long Seq, string Code, string? SerialNumber, Claimant Claimant, string Record)
{
    private const int EntryStart = 2;
    private const int ClaimantStart = 5;

    /// <summary>Reads a record that <c>claim.lua</c> wrote.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Claim Parse(string campaignId, string record)
    {
        var fields = record.Split('\t');
        if (fields.Length != ClaimantStart + Claimant.Fields)
            throw new FormatException($"A claim of {campaignId} has {fields.Length} fields.");
        return new Claim(
            campaignId, Number(fields[0]), Number(fields[1]), Number(fields[EntryStart]), fields[3],
            fields[4].Length == 0 ? null : fields[4], Claimant.Parse(fields.AsSpan(ClaimantStart)), record);

        static long Number(string field) => long.Parse(field, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>The pool's entry of the code.</summary>
    public string Entry => EntryOf(Seq, Code, SerialNumber);

    /// <summary>How a code stands in the pool.</summary>
    public static string EntryOf(long seq, string code, string? serialNumber) =>
        string.Create(CultureInfo.InvariantCulture, $"{seq}\t{code}\t{serialNumber}");
}
