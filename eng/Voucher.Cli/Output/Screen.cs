using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>
/// Writes results for whoever reads them: tables with colours for a person at a terminal, plain lines into files and pipes, or the API's JSON. Only
/// results go to the standard output.
/// </summary>
internal sealed class Screen
{
    private readonly Terminal terminal;
    private readonly bool isJson;
    private readonly IAnsiConsole? output;
    private readonly IAnsiConsole? error;

    public Screen(Terminal terminal, bool isJson)
    {
        (this.terminal, this.isJson) = (terminal, isJson);
        if (!terminal.IsScreen)
        {
            Progress = new ProgressLines(terminal.Error, TimeProvider.System);
            return;
        }
        output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Output) });
        error = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        Progress = new ProgressBars(error);
    }

    /// <summary>Shows how long work goes on.</summary>
    public IProgressDisplay Progress { get; }

    /// <summary>Shows a resource.</summary>
    public void Show(JsonElement resource)
    {
        if (isJson)
            Raw(resource);
        else if (output is null)
            Lines(PlainTable.Lines(Details.Of(resource), _ => false));
        else
            output.Write(DetailsGrid(resource));
    }

    /// <summary>Shows a list.</summary>
    public void List(JsonElement list, IReadOnlyList<Column> columns)
    {
        if (isJson)
        {
            Raw(list);
            return;
        }
        string[][] rows = [.. list.Items().Select(item => columns.Select(column => column.Text(item)).ToArray())];
        if (rows.Length == 0)
            Note("There are none.");
        else if (output is null)
            Lines(PlainTable.Lines([columns.Select(column => column.Title.ToUpperInvariant()).ToArray(), .. rows], column => columns[column].IsNumber));
        else
            output.Write(Table(columns, rows));
        if (list.Text("next_cursor") is not null)
            Note("There are more. Ask for them with --limit.");
    }

    /// <summary>Writes the API's JSON in one line.</summary>
    public void Raw(JsonElement json) => terminal.Output.WriteLine(JsonSerializer.Serialize(json, Json.Readable));

    /// <summary>Tells the operator something that is no result.</summary>
    public void Note(string text)
    {
        if (error is null)
            terminal.Error.WriteLine(text);
        else
            error.Write(new Text($"{text}{Environment.NewLine}", new Style(Color.Grey)));
    }

    /// <summary>Says what went wrong.</summary>
    public void Error(string message, params IReadOnlyList<string> details)
    {
        error?.Write(new Text("error: ", new Style(Color.Red, decoration: Decoration.Bold)));
        terminal.Error.WriteLine(error is null ? $"error: {message}" : message);
        foreach (var detail in details)
            terminal.Error.WriteLine($"  {detail}");
    }

    private static Grid DetailsGrid(JsonElement resource)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        foreach (var row in Details.Of(resource))
            grid.AddRow(new Text(row[0], new Style(Color.Grey)), new Text(row[1], Cell.StyleOf(row[1])));
        return grid;
    }

    private static Table Table(IReadOnlyList<Column> columns, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)));
            header.Alignment = column.IsNumber ? Justify.Right : Justify.Left;
            header.NoWrap = !column.Wraps;
            table.AddColumn(header);
        }
        foreach (var row in rows)
            table.AddRow(row.Select(IRenderable (cell) => new Text(cell, Cell.StyleOf(cell))));
        return table;
    }

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Output.WriteLine(line);
    }
}
