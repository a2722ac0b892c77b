using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Accounts;

/// <summary>
/// <c>GET /external/api/v1/accounts/{id}/products</c>: what an account has got for vouchers of the calling merchant, the newest first. An account
/// that nobody knows has nothing.
/// </summary>
internal static class ListAccountProducts
{
    private const string Select =
        """
        SELECT product.id AS Id, product.account_id AS AccountId, product.product_id AS ProductId, product.campaign_id AS CampaignId, product.seq AS Seq,
               pools.number AS Pool, issued.code AS VoucherCode, product.created_at AS CreatedAt, holder.delivery_address::text AS DeliveryAddress
        FROM account_products AS product
        JOIN issued_vouchers AS issued ON issued.campaign_id = product.campaign_id AND issued.seq = product.seq
        JOIN pools ON pools.campaign_id = product.campaign_id
        LEFT JOIN voucher_holders AS holder ON holder.campaign_id = product.campaign_id AND holder.seq = product.seq
        WHERE product.account_id = @accountId AND product.merchant_id = @merchantId
          AND (@at::timestamptz IS NULL OR (product.created_at, product.id) < (@at, @id))
        ORDER BY product.created_at DESC, product.id DESC
        LIMIT @howMany
        """;

    public static async Task<Results<Ok<Page<AccountProduct>>, JsonHttpResult<ErrorMessage>>> HandleAsync(
        string accountId, HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(context.Request);
        var after = ReadCursor(query);
        if (!AccountId.IsOne(accountId))
            query.Errors.Add("account_id", AccountId.Form);
        if (query.Errors.Any)
            return query.Errors.ToInvalidRequest();
        var parameters = new
        {
            accountId = AccountId.Normalise(accountId),
            merchantId = context.User.PrincipalId(),
            at = after?.At,
            id = after?.Id,
            howMany = query.Limit + 1,
        };
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, parameters, cancellationToken: cancellationToken));
        var page = Page.Of(rows.AsList(), query.Limit, row => [row.CreatedAt.Ticks.ToString(CultureInfo.InvariantCulture), row.Id.ToString("N")]);
        return TypedResults.Ok(new Page<AccountProduct>([.. page.Items.Select(row => row.ToProduct())], page.NextCursor));
    }

    private static (DateTime At, Guid Id)? ReadCursor(OperatorQuery query)
    {
        if (query.After(parts: 2) is not [var at, var last])
            return null;
        if (long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && Guid.TryParseExact(last, "N", out var id))
            return (new DateTime(ticks, DateTimeKind.Utc), id);
        query.RefuseCursor();
        return null;
    }

    private sealed record Row
    {
        public required Guid Id { get; init; }
        public required string AccountId { get; init; }
        public required string ProductId { get; init; }
        public required string CampaignId { get; init; }
        public required long Seq { get; init; }
        public required long Pool { get; init; }
        public required string VoucherCode { get; init; }
        public required DateTime CreatedAt { get; init; }
        public string? DeliveryAddress { get; init; }

        public AccountProduct ToProduct() => new(
            Id, AccountId, ProductId, CampaignId, new VoucherId(Pool, Seq).ToString(), VoucherCode, CreatedAt,
            Accounts.DeliveryAddress.OfJson(DeliveryAddress));
    }
}
