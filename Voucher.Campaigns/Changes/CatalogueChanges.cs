using Npgsql;

namespace Voucher.Campaigns.Changes;

/// <summary>Begins changes of campaigns and categories.</summary>
public sealed class CatalogueChanges(NpgsqlDataSource database, ChangeNotice notice, TimeProvider time)
{
    /// <summary>
    /// Begins a change. Changes wait for each other from here on, those made by hand included: what one reads stays so until it commits.
    /// </summary>
    public async Task<CatalogueChange> BeginAsync(CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var change = new CatalogueChange(transaction, notice, time);
            await change.WaitForOthersAsync(cancellationToken);
            return change;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
