-- What is known of a person's vouchers, the first one first.
--
-- $1 to $3 the vouchers' campaigns, numbers and merchants, $4 the account, or NULL
SELECT pools.number, issued.seq, issued.campaign_id, vouchers.merchant_id, issued.code, issued.issued_at, issued.redeemed_at, issued.cancelled_at,
       holder.account_id, holder.customer_name, holder.delivery_address, holder.recorded_at,
       product.id, product.account_id, product.product_id, product.created_at,
       (
           SELECT coalesce(jsonb_agg(jsonb_build_object('type', type, 'data', data) ORDER BY events.number), '[]')
           FROM events WHERE events.campaign_id = issued.campaign_id AND events.seq = issued.seq
       )
FROM unnest($1, $2, $3) AS vouchers (campaign_id, seq, merchant_id)
JOIN issued_vouchers AS issued USING (campaign_id, seq)
JOIN pools USING (campaign_id)
LEFT JOIN voucher_holders AS holder USING (campaign_id, seq)
LEFT JOIN account_products AS product USING (campaign_id, seq)
ORDER BY issued.issued_at, issued.campaign_id, issued.seq
