namespace Voucher.Issuance.Events;

/// <summary>An event that was written, and what the ledger has of its voucher now. Of a campaign's event, all of a voucher is null.</summary>
internal sealed record WrittenEvent
{
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required DateTime OccurredAt { get; init; }

    public required string CampaignId { get; init; }

    /// <summary>What was known when it was written, as a JSON object; null when that is in the ledger.</summary>
    public string? Known { get; init; }

    public string? VoucherId { get; init; }

    public string? Code { get; init; }

    public string? SerialNumber { get; init; }

    public string? DistributorId { get; init; }

    public string? TerminalId { get; init; }

    public string? CategoryId { get; init; }

    public string? ProductId { get; init; }

    public DateTime? IssuedAt { get; init; }

    public DateTime? ExpiresAt { get; init; }

    public DateTime? RedeemedAt { get; init; }

    public DateTime? CancelledAt { get; init; }

    public Guid? AccountProductId { get; init; }

    public string? UserProductId { get; init; }
}
