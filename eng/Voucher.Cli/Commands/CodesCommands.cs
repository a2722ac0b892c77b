using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Imports;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher codes</c>: fills campaigns with codes, and takes codes back.</summary>
internal static class CodesCommands
{
    public static Command Create(Runner runner) => new("codes", "Codes of campaigns: import, generate, withdraw.")
    {
        Import(runner),
        GenerateCommand.Create(runner),
        WithdrawCommand.Create(runner),
    };

    private static Command Import(Runner runner)
    {
        var campaign = Parts.Text("campaign", "Whose codes they are.");
        var file = Parts.Text("file", "CSV with a code and perhaps a serial number in each line, or - for the standard input.");
        var type = Parts.Option("--type", "csv|text", "csv, or text with one code a line. Default: text for .txt, else csv.");
        type.AcceptOnlyFromAmong("csv", "text");
        var skip = new Option<bool>("--skip-problems") { Description = "Leave out bad lines instead of rejecting the file for them." };
        var guessable = new Option<bool>("--allow-guessable") { Description = "Take codes that are easy to guess." };
        return runner.Command(
            "import",
            "Import a file of codes, and wait until it is completed.",
            [campaign, file, type, skip, guessable],
            async call =>
            {
                var query = new Query(("problems", call.Of(skip) ? "skip" : null), ("allow_guessable", call.Of(guessable) ? "true" : null));
                var name = call.Of(file);
                var mediaType = MediaType(call.Of(type) ?? (Path.GetExtension(name) == ".txt" ? "text" : "csv"));
                await using var content = name == "-" ? call.Terminal.OpenInput() : Open(name);
                var import = await new CodesUpload(call, call.Of(campaign)).SendAsync(
                    name == "-" ? "standard input" : Path.GetFileName(name), content, mediaType, query);
                await ImportEnd.ShowAsync(call, import.Number("id"));
            });
    }

    private static string MediaType(string type) => type == "text" ? "text/plain" : "text/csv";

    private static FileStream Open(string name)
    {
        try
        {
            return new FileStream(name, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FailedException($"{name} cannot be read: {error.Message}");
        }
    }
}
