using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voucher.Issuance.Offers;

/// <summary>What parties are called, as Auth tells it; kept for a minute.</summary>
public sealed partial class PartyNames(PartyNamesClient auth, TimeProvider time, ILogger<PartyNames> logger)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Name, DateTimeOffset Until)> kept = new(StringComparer.Ordinal);

    /// <summary>A party's name; its id when nobody can tell, for a name is never worth a refusal.</summary>
    public ValueTask<string> FindAsync(string partyId, CancellationToken cancellationToken) =>
        kept.TryGetValue(partyId, out var known) && time.GetUtcNow() < known.Until
            ? ValueTask.FromResult(known.Name)
            : new ValueTask<string>(AskAsync(partyId, cancellationToken));

    private async Task<string> AskAsync(string partyId, CancellationToken cancellationToken)
    {
        try
        {
            var name = await auth.NameOfAsync(partyId).WaitAsync(cancellationToken) ?? partyId;
            if (kept.Count >= MostKept)
                kept.Clear();
            kept[partyId] = (name, time.GetUtcNow() + Lifetime);
            return name;
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or JsonException)
        {
            LogNotTold(logger, error);
            return kept.TryGetValue(partyId, out var known) ? known.Name : partyId;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Auth did not tell what a party is called")]
    private static partial void LogNotTold(ILogger logger, Exception error);
}

/// <summary>Asks Auth.</summary>
public sealed class PartyNamesClient(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>A party's name, or null when there is no such party.</summary>
    /// <exception cref="HttpRequestException">Auth cannot be reached or did not answer with success.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="JsonException">It answered something else.</exception>
    public async Task<string?> NameOfAsync(string partyId)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var response = await http.PostAsJsonAsync("/internal/parties/check", new Question([partyId]), PartyNamesJson.Default.Question, patience.Token);
            response.EnsureSuccessStatusCode();
            var answer = await response.Content.ReadFromJsonAsync(PartyNamesJson.Default.Answer, patience.Token);
            return (answer?.Parties ?? throw new JsonException("Auth named no parties.")).FirstOrDefault(party => party.Id == partyId)?.Name;
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException("Auth did not answer in time.", error);
        }
    }

    internal sealed record Question(string[] Ids);

    internal sealed record Answer(IReadOnlyList<Party>? Parties);

    internal sealed record Party(string Id, string Name);
}

[JsonSerializable(typeof(PartyNamesClient.Question))]
[JsonSerializable(typeof(PartyNamesClient.Answer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class PartyNamesJson : JsonSerializerContext;
