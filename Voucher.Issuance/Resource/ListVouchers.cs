using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Resource;

/// <summary>
/// <c>GET {prefix}/offers/{offer_id}/vouchers</c> (contract S2, Query Vouchers), the newest first. Pages follow one another without gap or repetition,
/// however many vouchers share a second and however many are issued meanwhile.
/// </summary>
internal static class ListVouchers
{
    private const int CursorParts = 3;
    private const string DayForm = "yyyy-MM-dd";

    public static async Task<Utf8ContentHttpResult> HandleAsync(
        string offerId, HttpContext context, NpgsqlDataSource database, KnownOffers offers, SeenVouchers vouchers, CancellationToken cancellationToken)
    {
        var (form, viewer) = (ResourceForm.Of(context), Viewer.Of(context));
        var query = OperatorQuery.ReadList(context.Request, "status", "from", "to");
        var (from, to) = (query.Time("from"), query.Time("to"));
        if (from >= to)
            query.Errors.Add("to", "Must be after from.");
        var filter = new VoucherFilter(
            offerId,
            viewer.IsMerchant ? null : viewer.PartyId,
            query.OneOf("status", ResourceStatus.Acquired, ResourceStatus.Redeemed, ResourceStatus.Cancelled),
            from?.UtcDateTime,
            to?.UtcDateTime,
            ReadCursor(query),
            query.Limit + 1);
        if (query.Errors.Any)
            return form.Error(StatusCodes.Status400BadRequest, query.Errors.ToInvalidRequest().Value!.Errors);

        if (!OperatorValues.IsId(offerId) || await offers.FindAsync(offerId, cancellationToken) is not { } offer
            || (viewer.IsMerchant && offer.MerchantId != viewer.PartyId))
            return form.Error(StatusCodes.Status404NotFound);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await ReadAsync(connection, filter, cancellationToken);
        // An offer of which a distributor never had a voucher is as strange to it as one that there is not.
        if (rows.Count == 0 && !viewer.IsMerchant && (filter.IsAny || (await ReadAsync(connection, filter.Any, cancellationToken)).Count == 0))
            return form.Error(StatusCodes.Status404NotFound);

        var page = Page.Of(rows, query.Limit, row => CursorOf(row.Position));
        var shown = new List<ShownVoucher>(page.Items.Count);
        foreach (var (voucher, _) in page.Items)
            shown.Add(await vouchers.ShowAsync(viewer, voucher, offer, context.Request));
        return form.Page(shown, page.NextCursor);
    }

    private static async Task<IReadOnlyList<(HeldVoucher Voucher, VoucherPosition Position)>> ReadAsync(
        NpgsqlConnection connection, VoucherFilter filter, CancellationToken cancellationToken)
    {
        await using DbDataReader reader = await connection.ExecuteReaderAsync(
            new CommandDefinition(filter.Statement, filter.Parameters, cancellationToken: cancellationToken));
        var rows = new List<(HeldVoucher, VoucherPosition)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((HeldVoucherRow.Read(reader), VoucherFilter.PositionOf(reader)));
        return rows;
    }

    private static string[] CursorOf(VoucherPosition last) =>
    [
        last.Day?.ToString(DayForm, CultureInfo.InvariantCulture) ?? "",
        last.At.Ticks.ToString(CultureInfo.InvariantCulture),
        last.Seq.ToString(CultureInfo.InvariantCulture),
    ];

    private static VoucherPosition? ReadCursor(OperatorQuery query)
    {
        if (query.After(CursorParts) is not [var day, var at, var last])
            return null;
        DateOnly? parsed = DateOnly.TryParseExact(day, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var one) ? one : null;
        if ((day.Length == 0 || parsed is not null)
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return new VoucherPosition(parsed, new DateTime(ticks, DateTimeKind.Utc), seq);
        query.RefuseCursor();
        return null;
    }
}
