using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Voucher.Issuance.Capacity;

namespace Voucher.Issuance.Explain;

/// <summary>What Campaigns knows of why campaigns would or would not serve; it does not know their codes.</summary>
/// <param name="Distributor">Whether there is such a distributor.</param>
/// <param name="Category">Whether there is such a category.</param>
/// <param name="At">The time that it is about.</param>
/// <param name="Campaigns">All that there were then.</param>
public sealed record CampaignVerdicts(string Distributor, string Category, DateTimeOffset At, IReadOnlyList<CampaignVerdict> Campaigns);

/// <summary>What Campaigns knows of one campaign; a reason of null says that it would serve while it has codes and its limits leave room.</summary>
public sealed record CampaignVerdict(
    string CampaignId,
    string Name,
    int Priority,
    string? Reason,
    DateTimeOffset? StartAt,
    DateTimeOffset? EndAt,
    string TimeZone,
    CampaignLimits? Limits)
{
    /// <summary>The reason as a sentence, where it takes more than the verdict to say it.</summary>
    [JsonIgnore]
    public string? Detail { get; init; }
}

/// <summary>Asks Campaigns for its verdicts.</summary>
public sealed partial class VerdictsClient(HttpClient http, ILogger<VerdictsClient> logger)
{
    /// <summary>Campaigns asks Auth for up to 5 s.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The verdicts on all campaigns; null when Campaigns does not give them.</summary>
    /// <param name="distributorId">Who would ask.</param>
    /// <param name="categoryId">For what.</param>
    /// <param name="at">When, or null for now.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public async Task<CampaignVerdicts?> AskAsync(
        string distributorId, string categoryId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var time = at?.UtcDateTime.ToString("'&at='yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var who = Uri.EscapeDataString(distributorId);
        var path = $"/internal/campaigns/explain?distributor_id={who}&category_id={Uri.EscapeDataString(categoryId)}{time}";
        try
        {
            return await http.GetFromJsonAsync(path, ExplainJson.Default.CampaignVerdicts, patience.Token);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotTold(logger, error);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Campaigns did not explain")]
    private static partial void LogNotTold(ILogger logger, Exception error);
}

[JsonSerializable(typeof(CampaignVerdicts))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class ExplainJson : JsonSerializerContext;
