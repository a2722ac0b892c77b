using Spectre.Console;
using Spectre.Console.Rendering;

namespace Voucher.Cli.Output;

/// <summary>Tables with colours, for a person at a terminal.</summary>
internal static class ScreenTable
{
    /// <summary>So much a column with words can give way.</summary>
    private const int NarrowestWords = 16;
    private const int Gap = 3;

    /// <summary>Items below one another, or each by itself where the screen is too narrow for that.</summary>
    public static IRenderable Of(IReadOnlyList<Column> columns, IReadOnlyList<string[]> rows, int width) => Fits(columns, rows, width)
        ? Table(columns, rows)
        : new Rows(rows.Select(row => new Padder(Names(columns.Select((column, i) => (column.Title, row[i]))), new Padding(0, 0, 0, 1))));

    /// <summary>Names and values below one another.</summary>
    public static Grid Names(IEnumerable<(string Name, string Value)> rows)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var (name, value) in rows)
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value, Cell.StyleOf(value)));
        return grid;
    }

    private static bool Fits(IReadOnlyList<Column> columns, IReadOnlyList<string[]> rows, int width) => width >= 1 + columns.Select((column, i) =>
    {
        var natural = rows.Select(row => row[i]).Append(column.Title).Max(cell => cell.Length);
        return Gap + (column.Wraps ? Math.Min(natural, NarrowestWords) : natural);
    }).Sum();

    private static Table Table(IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)))
            {
                Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                NoWrap = !column.Wraps,
            });
        }
        foreach (var row in rows)
            table.AddRow(row.Select(IRenderable (cell) => new Text(cell, Cell.StyleOf(cell))));
        return table;
    }
}
