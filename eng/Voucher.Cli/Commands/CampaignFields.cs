using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Cli.Commands;

/// <summary>What can be said about a campaign, as options; the API checks what is said.</summary>
internal sealed class CampaignFields
{
    /// <summary>Takes away what a campaign need not have.</summary>
    private const string None = "none";

    private readonly List<Field> fields = [];
    private readonly LimitFields limits;
    private readonly bool isNew;

    /// <param name="isNew">Whether the campaign is to be created, so that some fields have to be given.</param>
    public CampaignFields(bool isNew)
    {
        this.isNew = isNew;
        limits = new LimitFields(isNew);
        Add("--merchant", "merchant_id", "party", "Whose codes it hands out.", Text, isNew);
        Add("--name", "name", "text", "Its name, for people.", Text, isNew);
        Add("--categories", "categories", "ids", "What it is offered for: one or more ids, with commas between them.", Ids, isNew);
        Add("--distributors", "distributors", "ids|all|none", "Who may hand out its codes: ids with commas between them, all, or none.", Distributors, isNew);
        Add("--start", "start_at", "time", "It issues from then on, such as 2026-03-01T00:00:00+01:00.", Removable);
        Add("--end", "end_at", "time", "It issues until just before.", Removable);
        Add("--time-zone", "time_zone", "name", "Whose days are its days, such as Europe/Berlin. Default: UTC.", Text);
        Add("--priority", "priority", "number", "Of two campaigns that fit, the lower number is asked first. Default: 100.", Number);
        Add("--value", "value", "amount", "What a voucher is worth, such as 10.00; with --currency.", Removable);
        Add("--currency", "currency", "code", "Such as EUR.", Removable);
        Add("--activation", "activation", "day", "From when a voucher can be used: a day such as 2026-12-01, or days after its issue such as 1d.", Day);
        Add("--validity", "validity", "day", "A voucher's last day: as --activation. Default: the campaign's end.", Day);
        Add("--acquisition", "acquisition", "free|bought", "How a voucher is come by. Default: free.", Text);
        Add("--format", "product_format", "digital|paper", "Default: digital.", Text);
        Add("--product", "product_id", "id", "The product's id.", Removable);
        Add("--bundle-item", "bundle_item_id", "id", "The bundle that it is part of.", Removable);
        Add("--terms", "terms", "text", "What is printed with its vouchers.", Removable);
    }

    public IEnumerable<Option> Options => fields.Select(one => one.Option).Concat(limits.Options);

    /// <summary>Whether any field is given.</summary>
    public bool AreNamed(Call call) => Options.Any(option => call.Parsed.GetResult(option) is not null);

    /// <summary>The fields that are given, as a body.</summary>
    /// <param name="call">What is given.</param>
    /// <param name="before">The campaign that is to be changed; null for a new one.</param>
    public JsonObject Read(Call call, JsonElement? before)
    {
        var body = new JsonObject();
        foreach (var field in fields)
        {
            if (call.Of(field.Option) is { } text)
                body[field.Name] = field.Read(text);
        }
        if (limits.Options.Any(option => call.Parsed.GetResult(option) is not null))
            body["limits"] = limits.Read(call, before is { } campaign && campaign.TryGetProperty("limits", out var had) ? had : null);
        return body;
    }

    private void Add(string option, string name, string helpName, string description, Func<string, JsonNode?> read, bool isRequired = false)
    {
        var removable = !isNew && (read == Removable || read == Day) ? $" '{None}' takes it away." : "";
        fields.Add(new Field(
            new Option<string?>(option) { HelpName = helpName, Description = description + removable, Required = isRequired }, name, read));
    }

    private static JsonValue Text(string text) => JsonValue.Create(text);

    private static JsonValue? Removable(string text) => text == None ? null : Text(text);

    private static JsonArray Ids(string text) =>
        new([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(id => JsonValue.Create(id))]);

    private static JsonNode Distributors(string text) => text switch
    {
        "all" => Text(text),
        None => new JsonArray(),
        _ => Ids(text),
    };

    /// <summary>What is no number is left to the API, which says what it must be.</summary>
    private static JsonValue Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : Text(text);

    private static JsonObject? Day(string text)
    {
        if (text == None)
            return null;
        return int.TryParse(text.TrimEnd('d'), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? new JsonObject { ["days_after_issue"] = days }
            : new JsonObject { ["date"] = text };
    }

    private sealed record Field(Option<string?> Option, string Name, Func<string, JsonNode?> Read);
}
