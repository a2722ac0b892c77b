using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voucher.Campaigns.Parties;

/// <summary>A party as Auth knows it.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Kind">One of <see cref="ServiceDefaults.Tokens.PrincipalKinds"/>.</param>
/// <param name="State"><c>active</c> or <c>disabled</c>.</param>
public sealed record Party(string Id, string Kind, string State)
{
    public bool IsActive => State == "active";
}

/// <summary>Asks Auth.</summary>
public sealed partial class PartiesClient(HttpClient http, ILogger<PartiesClient> logger)
{
    private const int MostIdsAtOnce = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Those of the parties that exist, by id; null when Auth does not tell.</summary>
    public async Task<IReadOnlyDictionary<string, Party>?> CheckAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var found = new Dictionary<string, Party>(StringComparer.Ordinal);
        try
        {
            foreach (var some in ids.Distinct(StringComparer.Ordinal).Chunk(MostIdsAtOnce))
            {
                foreach (var party in await AskAsync(some, patience.Token))
                    found[party.Id] = party;
            }
            return found;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotTold(logger, error);
            return null;
        }
    }

    private async Task<IReadOnlyList<Party>> AskAsync(string[] ids, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync("/internal/parties/check", new Question(ids), PartiesJson.Default.Question, cancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync(PartiesJson.Default.Answer, cancellationToken);
        return answer?.Parties ?? throw new JsonException("Auth named no parties.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Auth did not tell which parties there are")]
    private static partial void LogNotTold(ILogger logger, Exception error);

    internal sealed record Question(string[] Ids);

    internal sealed record Answer(IReadOnlyList<Party>? Parties);
}

[JsonSerializable(typeof(PartiesClient.Question))]
[JsonSerializable(typeof(PartiesClient.Answer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class PartiesJson : JsonSerializerContext;
