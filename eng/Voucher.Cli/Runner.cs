using System.CommandLine;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli;

/// <summary>Runs the work of a command: settings before it, and what went wrong in it as a text and an exit code.</summary>
internal sealed class Runner(Terminal terminal, Waits waits)
{
    private const string DefaultGateway = "http://localhost:8080";
    private const string GatewayVariable = "VOUCHER_GATEWAY";
    private const string TokenVariable = "VOUCHER_TOKEN";

    private readonly Option<string?> gateway = new("--gateway")
    {
        Description = $"The gateway's address. Default: {GatewayVariable}, or {DefaultGateway}.",
        HelpName = "url",
        Recursive = true,
    };

    private readonly Option<string?> tokenFile = new("--token-file")
    {
        Description = $"A file with the operator's token. Default: the token in {TokenVariable}.",
        HelpName = "file",
        Recursive = true,
    };

    private readonly Option<bool> json = new("--json") { Description = "Write the API's JSON, for scripts.", Recursive = true };

    /// <summary>Those that every command has.</summary>
    public IEnumerable<Option> Options => [gateway, tokenFile, json];

    /// <summary>A command.</summary>
    /// <param name="name">What it is called by.</param>
    /// <param name="description">What it does.</param>
    /// <param name="parts">Its arguments and options.</param>
    /// <param name="work">Ends when it is done, throws when it is not.</param>
    public Command Command(string name, string description, IEnumerable<Symbol> parts, Func<Call, Task> work)
    {
        var command = new Command(name, description);
        foreach (var part in parts)
        {
            if (part is Argument argument)
                command.Add(argument);
            else if (part is Option option)
                command.Add(option);
        }
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, work, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<Call, Task> work, CancellationToken cancellationToken)
    {
        var screen = new Screen(terminal, parsed.GetValue(json));
        try
        {
            using var client = new GatewayClient(Address(parsed), Token(parsed), waits);
            await work(new Call(parsed, client, screen, terminal, waits, cancellationToken));
            return ExitCodes.Done;
        }
        catch (UsageException error)
        {
            screen.Error(error.Message);
            return ExitCodes.WrongUsage;
        }
        catch (FailedException error)
        {
            screen.Error(error.Message, error.Details);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.Note("Interrupted.");
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
        {
            screen.Error(error.Message);
        }
        return ExitCodes.Failed;
    }

    private Uri Address(ParseResult parsed)
    {
        var text = parsed.GetValue(gateway) ?? terminal.Setting(GatewayVariable) ?? DefaultGateway;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0)
            return address;
        throw new UsageException($"The gateway's address must be like {DefaultGateway}, not '{text}'.");
    }

    private string Token(ParseResult parsed)
    {
        var file = parsed.GetValue(tokenFile);
        var token = (file is null ? terminal.Setting(TokenVariable) : File.ReadAllText(file))?.Trim();
        if (string.IsNullOrEmpty(token))
            throw new UsageException(file is null ? $"No token. Set {TokenVariable}, or give --token-file." : $"There is no token in {file}.");
        if (token.Any(letter => letter is <= ' ' or > '~'))
            throw new UsageException($"{file ?? TokenVariable} has something else than a token in it: blanks, further lines, or letters that no token has.");
        return token;
    }
}
