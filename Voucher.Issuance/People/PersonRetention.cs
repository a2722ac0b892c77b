using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Background;
using Voucher.Issuance.Reported;

namespace Voucher.Issuance.People;

/// <summary>Erases what is persons' once it is old enough, some hundred vouchers with each commit, as an operator would have it erased.</summary>
public sealed class PersonRetention(
    NpgsqlDataSource dataSource, FindPerson find, ErasePerson erase, ILogger<PersonRetention> logger, IOptions<IssuanceOptions> options, TimeProvider time)
    : Rounds(options.Value.PersonRound, time)
{
    private const int BatchSize = 500;

    /// <summary>Of vouchers that merchants' systems have told nothing of for so long.</summary>
    private const string ForgetReports =
        """
        UPDATE reported_vouchers AS known
        SET fields = known.fields - ARRAY['referrerId', 'custom'],
            times = known.times || jsonb_build_object(
                'referrerId', greatest((known.times ->> 'referrerId')::numeric, $3), 'custom', greatest((known.times ->> 'custom')::numeric, $3))
        WHERE (merchant_id, voucher_code) IN (
            SELECT merchant_id, voucher_code FROM reported_vouchers
            WHERE updated_at < $1 AND fields ?| ARRAY['referrerId', 'custom']
            ORDER BY updated_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Erases all that is old enough, and tells of how many vouchers there was something.</summary>
    public async Task<long> RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = Time.GetUtcNow().UtcDateTime - options.Value.PersonRetention;
        var total = 0L;
        while (await find.OfBeforeAsync(before, BatchSize, cancellationToken) is { Vouchers.Count: > 0 } person)
        {
            await erase.RunAsync(person, audit: null, cancellationToken);
            total += person.Vouchers.Count;
        }
        int reports;
        do
        {
            reports = await ForgetReportsAsync(before, cancellationToken);
            total += reports;
        }
        while (reports == BatchSize);
        if (total > 0)
            PeopleLog.Erased(logger, total);
        return total;
    }

    private async Task<int> ForgetReportsAsync(DateTime before, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(ForgetReports);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = BatchSize });
        command.Parameters.Add(new() { Value = UnixTime.Of(Time.GetUtcNow()) });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override Task RoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    /// <inheritdoc />
    protected override void Failed(Exception error) => PeopleLog.NotErased(logger, error);
}
