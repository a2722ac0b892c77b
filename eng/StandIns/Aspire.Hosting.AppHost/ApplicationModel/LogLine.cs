namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line that a resource wrote.</summary>
/// <param name="LineNumber">Counts from 1 for each resource instance.</param>
/// <param name="Content">The line, without its end; it begins with the time in UTC.</param>
/// <param name="IsErrorMessage">Written to standard error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
