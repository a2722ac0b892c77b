using System.CommandLine;
using System.Text.Json;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher audit</c>: who changed what.</summary>
internal static class AuditCommand
{
    /// <summary>They are in the other columns, or change with every change.</summary>
    private static readonly string[] Plain = ["id", "created_at", "revision", "version"];

    public static Command Create(Runner runner)
    {
        var area = Parts.Text("area", "access: parties and tokens; campaigns: these and categories; codes: imports, withdrawals, thresholds.");
        area.AcceptOnlyFromAmong("access", "campaigns", "codes");
        var actor = Parts.Option("--actor", "party", "Changes by an operator.");
        var subject = Parts.Option("--subject", "id", "Changes of a party, token, campaign or category.");
        var action = Parts.Option("--action", "name", "Changes of a kind, such as campaign.pause.");
        var from = Parts.Option("--from", "time", "Changes since then, such as 2026-03-31T00:00:00Z.");
        var to = Parts.Option("--to", "time", "Changes before then.");
        var limit = Parts.Limit();
        return runner.Command(
            "audit",
            "Show who changed what, the newest first. --json has each change in full.",
            [area, actor, subject, action, from, to, limit],
            call => call.ListAsync(
                ApiPath.Of("audit", call.Of(area)),
                new Query(
                    ("actor", call.Of(actor)),
                    ("subject", call.Of(subject)),
                    ("action", call.Of(action)),
                    ("from", call.Of(from)),
                    ("to", call.Of(to))),
                limit,
                Column.Of("At", "at"),
                Column.Of("Actor", "actor"),
                Column.Of("Action", "action"),
                Column.Of("Subject", "subject_id"),
                new Column("Change", Difference, Wraps: true)));
    }

    /// <summary>What is not as before, in one line.</summary>
    private static string Difference(JsonElement entry)
    {
        if (entry.Part("after") is not { ValueKind: JsonValueKind.Object } after)
            return Cell.Of(null);
        var before = entry.Part("before");
        var changes = after.EnumerateObject()
            .Where(property => !Plain.Contains(property.Name))
            .Select(property => (property.Name, Old: Cell.Of(before?.Part(property.Name)), New: Cell.Of(property.Value)))
            .Where(change => change.Old != change.New)
            .Select(change => before is null ? $"{change.Name}: {change.New}" : $"{change.Name}: {change.Old} → {change.New}");
        return string.Join("; ", changes);
    }
}
