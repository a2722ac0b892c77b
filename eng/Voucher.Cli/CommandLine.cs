using System.CommandLine;
using Voucher.Cli.Commands;

namespace Voucher.Cli;

/// <summary>The operators' command line: all commands, and how one is run.</summary>
internal static class CommandLine
{
    private const string Description =
        """
        Voucher for operators: parties and their tokens, campaigns, codes, stock, and why a till got nothing.

        The token comes from the environment's VOUCHER_TOKEN or from --token-file, never from an argument:
        arguments are in the list of processes and in the shell's history.
        Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
        """;

    /// <summary>Runs a command.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, Waits waits, CancellationToken cancellationToken)
    {
        // No response files: a text that begins with @ is that text.
        var parsed = Root(new Runner(terminal, waits)).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var configuration = new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(configuration, cancellationToken);
        foreach (var error in parsed.Errors)
            await terminal.Error.WriteLineAsync($"error: {error.Message}");
        await terminal.Error.WriteLineAsync($"Try: {PathOf(parsed.CommandResult.Command)} --help");
        return ExitCodes.WrongUsage;
    }

    private static RootCommand Root(Runner runner)
    {
        var root = new RootCommand(Description)
        {
            PartyCommands.Create(runner),
            TokenCommands.Create(runner),
            CategoryCommands.Create(runner),
            CampaignCommands.Create(runner),
            CodesCommands.Create(runner),
            ImportCommands.Create(runner),
            StockCommand.Create(runner),
            ExplainCommand.Create(runner),
            DeclinedCommand.Create(runner),
            ReconciliationCommands.Create(runner),
            AuditCommand.Create(runner),
        };
        foreach (var option in runner.Options)
            root.Add(option);
        return root;
    }

    private static string PathOf(Command command) => string.Join(' ', new[] { command }
        .Concat(command.Parents.OfType<Command>().Where(parent => parent is not RootCommand))
        .Where(one => one is not RootCommand)
        .Select(one => one.Name)
        .Append("voucher")
        .Reverse());
}
