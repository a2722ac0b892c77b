using System.Data.Common;
using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Parties;

/// <summary>A distributor, merchant or operator, as operators see it.</summary>
internal sealed record Party
{
    public const string Active = "active";
    public const string Disabled = "disabled";

    /// <summary>What to select for a party.</summary>
    public const string Columns =
        "party_id AS Id, kind AS Kind, name AS Name, created_at AS CreatedAt, disabled_at AS DisabledAt, revision AS Revision";

    private const string Select = $"SELECT {Columns} FROM parties WHERE party_id = @id";
    private const string SelectForChange = $"{Select} FOR NO KEY UPDATE";

    public required string Id { get; init; }

    /// <summary>One of <see cref="ServiceDefaults.Tokens.PrincipalKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>Whether its tokens are accepted: <c>active</c> or <c>disabled</c>.</summary>
    public string State => DisabledAt is null ? Active : Disabled;

    public DateTime CreatedAt { get; init; }

    /// <summary>Since when it is disabled; null while it is active.</summary>
    public DateTime? DisabledAt { get; init; }

    /// <summary>Raised by every change.</summary>
    public long Revision { get; init; }

    /// <summary>The party, or null; a text that cannot be an identifier is nobody's.</summary>
    public static async Task<Party?> FindAsync(NpgsqlConnection connection, string id, CancellationToken cancellationToken) => OperatorValues.IsId(id)
        ? await connection.QuerySingleOrDefaultAsync<Party>(new CommandDefinition(Select, new { id }, cancellationToken: cancellationToken))
        : null;

    /// <summary>The party, or null. Nobody else changes it, gives it a token or resolves one of its tokens until the transaction ends.</summary>
    public static async Task<Party?> LockAsync(DbTransaction transaction, string id, CancellationToken cancellationToken) => OperatorValues.IsId(id)
        ? await transaction.Connection!.QuerySingleOrDefaultAsync<Party>(
            new CommandDefinition(SelectForChange, new { id }, transaction, cancellationToken: cancellationToken))
        : null;
}
