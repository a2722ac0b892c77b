namespace Voucher.Issuance.Imports;

/// <summary>A line of a file of codes.</summary>
/// <param name="Number">The first line is 1; the header and empty lines count.</param>
/// <param name="Code">The code, or null when the line has a problem. Never to be logged.</param>
/// <param name="SerialNumber">Its serial number, if it has one.</param>
/// <param name="Problem">Why the line cannot be imported, in words for people; null when it can.</param>
public readonly record struct CodeLine(long Number, string? Code, string? SerialNumber, string? Problem);
