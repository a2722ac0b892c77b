using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli;

/// <summary>A command that runs: what it was given, and what it works with.</summary>
internal sealed record Call(
    ParseResult Parsed, GatewayClient Gateway, Screen Screen, Terminal Terminal, Waits Waits, CancellationToken Cancellation)
{
    /// <summary>An argument that has to be there.</summary>
    public T Of<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

    /// <summary>An option, or its default.</summary>
    public T? Of<T>(Option<T> option) => Parsed.GetValue(option);

    /// <summary>Reads a resource and shows it.</summary>
    public async Task ShowAsync(string path) => Screen.Show((await Gateway.GetAsync(path, Cancellation)).Body);

    /// <summary>Sends a body, or nothing, and shows the answer.</summary>
    public async Task<JsonElement> PostAsync(string path, JsonObject? body = null)
    {
        var answer = (await Gateway.PostAsync(path, body, Cancellation)).Body;
        Screen.Show(answer);
        return answer;
    }

    /// <summary>Changes what has been read just before, and nothing that somebody else has changed since.</summary>
    public Task ChangeAsync(string path, JsonObject change) => ChangeAsync(path, _ => change);

    /// <summary>Changes what has been read just before, in a way that depends on it.</summary>
    public async Task ChangeAsync(string path, Func<JsonElement, JsonObject> change)
    {
        var seen = await Gateway.GetAsync(path, Cancellation);
        Screen.Show((await Gateway.PatchAsync(path, change(seen.Body), seen.Tag ?? "*", Cancellation)).Body);
    }

    /// <summary>Reads a list, page after page, and shows it.</summary>
    public async Task<JsonElement> ListAsync(string path, Query query, Option<int> limit, params IReadOnlyList<Column> columns)
    {
        var list = await Gateway.ListAsync(path, query, Of(limit), Cancellation);
        Screen.List(list, columns);
        return list;
    }

    /// <summary>Asks the operator to agree.</summary>
    /// <param name="question">What to.</param>
    /// <param name="yes">The option that agrees beforehand.</param>
    public async Task ConfirmAsync(string question, Option<bool> yes)
    {
        if (Of(yes))
            return;
        if (!Terminal.CanAsk)
            throw new UsageException($"{question} Nobody can be asked here: say --yes.");
        await Terminal.Error.WriteAsync($"{question} [y/N] ");
        // A console reads without looking at the token; whoever presses Ctrl+C does not wait for it.
        var answer = await Task.Run(Terminal.Input.ReadLine, Cancellation).WaitAsync(Cancellation);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
            throw new FailedException("Nothing was done.");
    }
}
