using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Events;

namespace Voucher.Issuance.Webhooks;

/// <summary>Makes the configured connector a subscription when the process starts, or ends it when none is configured any more.</summary>
public sealed class VoucherEventConnector(
    NpgsqlDataSource database, Receivers receivers, IOptions<VoucherEventOptions> options, TimeProvider time) : IHostedService
{
    /// <summary>There is one, whichever process comes first.</summary>
    internal static readonly Guid Id = new("00000000-0000-4000-8000-5ec0de5a1155");

    private const string Configure =
        """
        INSERT INTO subscriptions AS known (id, kind, url, types, description, created_by, created_at)
        VALUES (@Id, 'connector', @Address, @types, 'Voucher events (contract S3)', 'configuration', @now)
        ON CONFLICT (id) DO UPDATE
        SET url = excluded.url, types = excluded.types, state = 'active', disabled_reason = NULL, revision = known.revision + 1
        WHERE known.url <> excluded.url OR known.state <> 'active'
        """;

    private const string End =
        """
        UPDATE subscriptions SET state = 'disabled', disabled_reason = 'No address is configured any more.', revision = revision + 1
        WHERE id = @Id AND state = 'active'
        """;

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var address = options.Value.Address;
        if (string.IsNullOrWhiteSpace(address))
            address = null;
        else if (receivers.FaultOf(address) is { } fault)
            throw new OptionsValidationException(nameof(VoucherEventOptions.Address), typeof(VoucherEventOptions), [$"VoucherEvents:Address: {fault}"]);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            address is null ? End : Configure,
            new { Id, Address = address, types = new[] { EventTypes.VoucherIssued }, now = time.GetUtcNow().UtcDateTime },
            cancellationToken: cancellationToken));
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
