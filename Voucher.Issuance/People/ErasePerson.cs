using Npgsql;
using Voucher.Issuance.Reported;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.People;

/// <summary>How much of a person's was erased: by where it was, the number of records that had something of it.</summary>
/// <param name="Holders">Names, accounts and addresses of who holds or held a voucher.</param>
/// <param name="Products">Accounts' products, which go on without the account.</param>
/// <param name="Events">Events that named the account, told or waiting.</param>
/// <param name="ReportedVouchers">Vouchers that merchants' systems told of with the person's id or data of their own.</param>
public sealed record ErasedPerson(long Holders, long Products, long Events, long ReportedVouchers)
{
    internal bool IsNothing => this == new ErasedPerson(0, 0, 0, 0);
}

/// <summary>
/// Erases what is a person's, all of it or nothing, and leaves the facts: that a voucher was issued, redeemed, cancelled, when and by which party. To erase
/// again is no error and finds nothing.
/// </summary>
public sealed class ErasePerson(NpgsqlDataSource dataSource, TimeProvider time)
{
    private static readonly string LockEvents = EmbeddedText.Beside<ErasePerson>("lock_events.sql");
    private static readonly string Erase = EmbeddedText.Beside<ErasePerson>("erase_person.sql");

    /// <summary>Erases, and writes into the log of changes what the audit entry says, if there was anything to erase.</summary>
    internal async Task<ErasedPerson> RunAsync(Person person, Func<ErasedPerson, AuditEntry>? audit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var locking = new NpgsqlCommand(LockEvents, connection, transaction))
        {
            person.GiveTo(locking.Parameters);
            await locking.ExecuteNonQueryAsync(cancellationToken);
        }
        var erased = await EraseAsync(person, now, connection, transaction, cancellationToken);
        if (audit is not null && !erased.IsNothing)
            await AuditLog.WriteAsync(transaction, audit(erased), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return erased;
    }

    private static async Task<ErasedPerson> EraseAsync(
        Person person, DateTimeOffset now, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Erase, connection, transaction);
        person.GiveTo(command.Parameters);
        command.Parameters.Add(new() { Value = UnixTime.Of(now) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ErasedPerson(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }
}
