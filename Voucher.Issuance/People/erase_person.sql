-- Erases what is a person's, and leaves what happened.
--
-- $1 to $3 the vouchers' campaigns, numbers and merchants, $4 the account, or NULL, $5 now, in nanoseconds since 1970
-- Answer: how many holders, products, events and reported vouchers had something to erase
--
-- Runs after lock_events.sql, in the same transaction. The ledger is not touched.
-- Of reported vouchers the time of what is erased stays, as that of the erasure: an event of before does not bring it back (Reported/merge_event.sql).
WITH vouchers AS MATERIALIZED (
    SELECT * FROM unnest($1, $2, $3) AS person (campaign_id, seq, merchant_id)
), holders AS (
    DELETE FROM voucher_holders AS holder USING vouchers
    WHERE holder.campaign_id = vouchers.campaign_id AND holder.seq = vouchers.seq
    RETURNING 1
), products AS (
    UPDATE account_products AS product SET account_id = NULL FROM vouchers
    WHERE product.campaign_id = vouchers.campaign_id AND product.seq = vouchers.seq AND product.account_id IS NOT NULL
    RETURNING 1
), told AS (
    UPDATE events SET data = jsonb_set(data, '{account_id}', 'null') FROM vouchers
    WHERE events.campaign_id = vouchers.campaign_id AND events.seq = vouchers.seq AND data ->> 'account_id' IS NOT NULL
    RETURNING 1
), reported AS MATERIALIZED (
    -- A code that came back is another voucher's by now.
    SELECT vouchers.merchant_id, issued.code AS voucher_code
    FROM vouchers
    JOIN issued_vouchers AS issued ON issued.campaign_id = vouchers.campaign_id AND issued.seq = vouchers.seq
    WHERE issued.returned_at IS NULL
    UNION
    SELECT merchant_id, voucher_code FROM reported_vouchers WHERE lower(fields ->> 'referrerId') = lower($4)
), had AS (
    SELECT count(*) AS reports FROM reported_vouchers JOIN reported USING (merchant_id, voucher_code) WHERE fields ?| ARRAY['referrerId', 'custom']
), forgotten AS (
    UPDATE reported_vouchers AS known
    SET fields = known.fields - ARRAY['referrerId', 'custom'],
        times = known.times || jsonb_build_object(
            'referrerId', greatest((known.times ->> 'referrerId')::numeric, $5), 'custom', greatest((known.times ->> 'custom')::numeric, $5))
    FROM reported
    WHERE known.merchant_id = reported.merchant_id AND known.voucher_code = reported.voucher_code
)
SELECT (SELECT count(*) FROM holders), (SELECT count(*) FROM products), (SELECT count(*) FROM told), reports FROM had
