namespace Voucher.Issuance.Imports;

/// <summary>
/// The states of an import. <c>receiving</c> (of uploads) or <c>generating</c> → <c>proving</c> → <c>committing</c> → <c>completed</c>. Before <c>committing</c> nothing
/// has been added, and it may end as <c>rejected</c>, <c>failed</c> or <c>cancelled</c> without a trace in the inventory. From <c>committing</c> on it goes through to the
/// end, over any crash.
/// </summary>
public static class ImportStates
{
    /// <summary>The file is being uploaded.</summary>
    public const string Receiving = "receiving";

    /// <summary>Codes are being made up.</summary>
    public const string Generating = "generating";

    /// <summary>The lines are compared with one another and with the inventory.</summary>
    public const string Proving = "proving";

    /// <summary>The codes are being added to the inventory, in the order of the lines.</summary>
    public const string Committing = "committing";

    /// <summary>All accepted codes are in the inventory.</summary>
    public const string Completed = "completed";

    /// <summary>The file did not pass.</summary>
    public const string Rejected = "rejected";

    /// <summary>The upload broke off, or a fault of the platform.</summary>
    public const string Failed = "failed";

    /// <summary>An operator called it off.</summary>
    public const string Cancelled = "cancelled";
}
