namespace Voucher.Cli;

/// <summary>How long what may take. An upload as a whole and the watching of an import have no end but theirs.</summary>
internal sealed record Waits
{
    /// <summary>Until the gateway takes the connection.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Until an answer is there. Revoking a token takes more than a minute while Redis is away.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Until the events of an import count as broken: the platform tells something at least every ten seconds.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Between attempts to see an import again.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many attempts in a row may fail.</summary>
    public int Attempts { get; init; } = 60;
}
