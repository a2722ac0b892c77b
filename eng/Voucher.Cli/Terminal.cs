namespace Voucher.Cli;

/// <summary>Where the operator sits: what is written, read and set around the command.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">What went wrong, hints and progress: never part of a result.</param>
/// <param name="Input">Answers to questions.</param>
/// <param name="OpenInput">The bytes of the standard input, for a file that is given as <c>-</c>.</param>
/// <param name="Setting">A variable of the environment, or null.</param>
/// <param name="IsScreen">Whether a person looks at both outputs: only then there are colours and bars.</param>
/// <param name="CanAsk">Whether a person can answer a question.</param>
internal sealed record Terminal(
    TextWriter Output, TextWriter Error, TextReader Input, Func<Stream> OpenInput, Func<string, string?> Setting, bool IsScreen, bool CanAsk)
{
    public static Terminal OfProcess() => new(
        Console.Out,
        Console.Error,
        Console.In,
        Console.OpenStandardInput,
        Environment.GetEnvironmentVariable,
        !Console.IsOutputRedirected && !Console.IsErrorRedirected,
        !Console.IsInputRedirected && !Console.IsErrorRedirected);
}
