using System.Text.Json;
using Spectre.Console;
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
    /// <param name="resource">The resource.</param>
    /// <param name="without">Its properties that a person reads elsewhere.</param>
    public void Show(JsonElement resource, params IReadOnlyList<string> without)
    {
        if (isJson)
            Raw(resource);
        else if (output is null)
            Lines(PlainTable.Lines(Details.Of(resource, without), _ => false));
        else
            output.Write(ScreenTable.Names(Details.Of(resource, without).Select(row => (row[0], row[1]))));
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
            output.Write(ScreenTable.Of(columns, rows, output.Profile.Width));
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

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            terminal.Output.WriteLine(line);
    }
}
