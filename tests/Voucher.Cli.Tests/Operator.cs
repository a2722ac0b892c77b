using System.Text;

namespace Voucher.Cli.Tests;

/// <summary>What a command has written, and what it ended with.</summary>
internal sealed record Ending(int ExitCode, string Output, string Error);

/// <summary>Sits at the command line.</summary>
internal sealed class Operator(GatewayDouble gateway)
{
    /// <summary>Short ones: where a test waits for their end, it waits for nothing else.</summary>
    public Waits Waits { get; init; } = new() { Pause = TimeSpan.FromMilliseconds(10), Attempts = 5 };

    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["VOUCHER_GATEWAY"] = gateway.Address.ToString(),
        ["VOUCHER_TOKEN"] = GatewayDouble.Token,
    };

    /// <summary>What is typed when asked; null where nobody can be asked.</summary>
    public string? Types { get; init; }

    public bool HasScreen { get; init; }

    public Func<Stream> StandardInput { get; init; } = () => Stream.Null;

    public Task<Ending> RunAsync(params string[] arguments) => RunAsync(arguments, CancellationToken.None);

    public async Task<Ending> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var (output, error) = (TextWriter.Synchronized(new StringWriter(written)), TextWriter.Synchronized(new StringWriter(told)));
        var terminal = new Terminal(
            output, error, new StringReader(Types ?? ""), StandardInput, name => Environment.GetValueOrDefault(name), HasScreen, Types is not null);
        var exitCode = await CommandLine.RunAsync(arguments, terminal, Waits, cancellationToken);
        return new Ending(exitCode, written.ToString(), told.ToString());
    }

    private readonly StringBuilder written = new();
    private readonly StringBuilder told = new();
}
