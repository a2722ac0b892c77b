namespace Voucher.Cli.Output;

/// <summary>A table without lines and colours, nothing of it cut off: for files, pipes and small tools.</summary>
internal static class PlainTable
{
    private const string Gap = "  ";

    /// <summary>The rows with their cells below one another.</summary>
    /// <param name="rows">All with as many cells.</param>
    /// <param name="isRight">Which cells stand at the right.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<IReadOnlyList<string>> rows, Func<int, bool> isRight)
    {
        var widths = Enumerable.Range(0, rows.Count == 0 ? 0 : rows[0].Count).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string
            .Join(Gap, row.Select((cell, column) => isRight(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column])))
            .TrimEnd());
    }
}
