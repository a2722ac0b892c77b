using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>
/// The query of an operator's request, or of a partner's who reads. What is wrong, an unknown or repeated parameter included, is gathered in <see cref="Errors"/>; a wrong or
/// absent parameter is null.
/// </summary>
public sealed class OperatorQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    private readonly IQueryCollection query;

    private OperatorQuery(IQueryCollection query, bool isList, params ReadOnlySpan<string> known)
    {
        this.query = query;
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name))
                Errors.Add(name, known.Length == 0 ? "Unknown parameter; there are none." : $"Unknown parameter. Known are: {string.Join(", ", known!)}.");
            else if (values.Count > 1)
                Errors.Add(name, "Must be given once.");
        }
        Limit = isList && Number("limit", 1, MaxLimit) is { } limit ? (int)limit : DefaultLimit;
    }

    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors { get; } = new();

    /// <summary>How many items a page of a list has: 1 to 200, by default 50.</summary>
    public int Limit { get; }

    /// <summary>Reads a query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The parameters that there are.</param>
    public static OperatorQuery Read(HttpRequest request, params ReadOnlySpan<string> known) => new(request.Query, isList: false, known);

    /// <summary>Reads the query of a list, which has <c>limit</c> and <c>cursor</c> as well.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The other parameters that there are.</param>
    public static OperatorQuery ReadList(HttpRequest request, params ReadOnlySpan<string> known) =>
        new(request.Query, isList: true, [.. known, "limit", "cursor"]);

    /// <summary>Where the page begins: the parts of a cursor that <see cref="Page"/> gave out, or null for the first page.</summary>
    /// <param name="parts">How many parts the list's cursors have.</param>
    public string[]? After(int parts)
    {
        if (Text("cursor", int.MaxValue) is not { } text)
            return null;
        if (Page.TryReadCursor(text, parts, out var after))
            return after;
        RefuseCursor();
        return null;
    }

    /// <summary>Says that the cursor's parts are none that this list gives out.</summary>
    public void RefuseCursor() => Errors.Add("cursor", "Must be the next_cursor of an earlier page of this list.");

    /// <summary>A text.</summary>
    public string? Text(string name, int longest = OperatorValues.LongestText)
    {
        if (!query.TryGetValue(name, out var values) || values is not [{ } text])
            return null;
        if (OperatorValues.Fault(text, longest) is not { } fault)
            return text;
        Errors.Add(name, fault);
        return null;
    }

    /// <summary>One of several texts.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name) is not { } text || allowed.Contains(text))
            return Text(name);
        Errors.Add(name, $"Must be one of: {string.Join(", ", allowed!)}.");
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Number(string name, long least, long most)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {least} to {most}."));
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string name) => OneOf(name, "true", "false") switch { "true" => true, "false" => false, _ => null };

    /// <summary>A time, in UTC.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (OperatorValues.TryTime(text, out var time))
            return time;
        Errors.Add(name, OperatorValues.TimeForm + " A plus sign is written %2B in a query.");
        return null;
    }

    /// <summary>A day of this millennium, so that nobody has to reckon with the ends of what times can be.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 3000)
            return day;
        Errors.Add(name, "Must be a day such as 2026-03-31.");
        return null;
    }

    /// <summary>The IANA name of a time zone.</summary>
    public string? TimeZone(string name)
    {
        if (Text(name) is not { } text || OperatorValues.IsTimeZone(text))
            return Text(name);
        Errors.Add(name, "Must be UTC or the IANA name of a time zone, such as Europe/Berlin.");
        return null;
    }

    /// <summary>Says so if a parameter is absent.</summary>
    public OperatorQuery Require(string name)
    {
        if (!query.ContainsKey(name))
            Errors.Add(name, "Is required.");
        return this;
    }
}
