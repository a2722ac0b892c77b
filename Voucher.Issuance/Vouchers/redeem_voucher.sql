-- Redeems a voucher.
--
-- $1 campaign, $2 sequence number, $3 now, $4 by whom
-- $5 account, $6 customer's name, $7 delivery address: each NULL where there is none
-- $8 merchant, $9 the account's product: its id, $10 and what it is: NULL without an account
-- $11 types of the events that this is, if somebody wants them
-- Answer: a row when the voucher was redeemed, none when its state does not allow it
--
-- A voucher that came back never was confirmed. All of it or nothing. The row's lock decides between this and whatever else would end the voucher: who comes second finds no row.
WITH redeemed AS (
    UPDATE issued_vouchers
    SET redeemed_at = $3, ended_by = $4
    WHERE campaign_id = $1 AND seq = $2
      AND redeemed_at IS NULL AND cancelled_at IS NULL AND (confirm_by IS NULL OR confirmed_at IS NOT NULL)
    RETURNING campaign_id, seq
), held AS (
    INSERT INTO voucher_holders (campaign_id, seq, account_id, customer_name, delivery_address, recorded_at)
    SELECT campaign_id, seq, $5::text, $6::text, $7::jsonb, $3 FROM redeemed WHERE num_nonnulls($5::text, $6::text, $7::jsonb) > 0
), product AS (
    INSERT INTO account_products (id, merchant_id, account_id, campaign_id, seq, product_id, created_at)
    SELECT $9::uuid, $8, $5, campaign_id, seq, $10::text, $3 FROM redeemed WHERE $5 IS NOT NULL
), told AS (
    INSERT INTO events (type, occurred_at, campaign_id, seq)
    SELECT type, $3, campaign_id, seq FROM redeemed, unnest($11::text[]) AS type WHERE type IN (SELECT wanted.type FROM wanted_events AS wanted)
)
SELECT 1 FROM redeemed
