using System.CommandLine;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Imports;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher codes generate</c>.</summary>
internal static class GenerateCommand
{
    public static Command Create(Runner runner)
    {
        var campaign = Parts.Text("campaign", "Whose codes they are.");
        var count = new Option<long>("--count") { Description = "How many.", HelpName = "number", Required = true };
        var length = new Option<int>("--length") { Description = "How many random characters each has.", HelpName = "number", Required = true };
        var prefix = Parts.Option("--prefix", "text", "What each begins with.");
        var charset = Parts.Option("--charset", "characters", "What to choose from. Default: capitals and digits without 0, O, 1 and I.");
        var checksum = Parts.Option("--checksum", "none|luhn", "Whether a check character follows. Default: none.").AcceptOnlyFromAmong("none", "luhn");
        var guessable = new Option<bool>("--allow-guessable") { Description = "Take a pattern whose codes are easy to guess." };
        return runner.Command(
            "generate",
            "Generate codes by a pattern from a cryptographic source, and wait until they are there.",
            [campaign, count, length, prefix, charset, checksum, guessable],
            async call =>
            {
                var body = new JsonObject { ["count"] = call.Of(count), ["length"] = call.Of(length) };
                foreach (var (name, option) in new[] { ("prefix", prefix), ("charset", charset), ("checksum", checksum) })
                {
                    if (call.Of(option) is { } text)
                        body[name] = text;
                }
                if (call.Of(guessable))
                    body["allow_guessable"] = true;
                var import = await call.Gateway.PostAsync(ApiPath.Of("campaigns", call.Of(campaign), "codes", "generate"), body, call.Cancellation);
                await ImportEnd.ShowAsync(call, import.Body.Number("id"));
            });
    }
}
