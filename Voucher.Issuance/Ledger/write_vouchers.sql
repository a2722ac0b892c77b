-- Writes vouchers for claims.
--
-- $1 … $17 one array a column
-- Answer: epoch and number of the claims that became vouchers, by campaign
--
-- A claim is passed over when it is of an earlier epoch, when the sweeper has abandoned it, when its code is issued already, or when
-- its request has a voucher already (1, 4). The order keeps two writers from waiting for each other; of two entries for one
-- claim, which calls with the same request id bring, the first becomes the voucher, as the caller takes for granted.
--
-- Who wants to hear of new vouchers is told by an event of the same statement. Vouchers that have yet to be confirmed are told of when they are.
WITH written AS (
    INSERT INTO issued_vouchers (campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, product_id,
                                 request_id, fingerprint, issued_at, campaign_day, usable_from, expires_at, confirm_by, epoch, claim)
    SELECT given.campaign_id, given.seq, given.code, given.serial_number, given.distributor_id, given.terminal_id, given.category_id,
           given.product_id, given.request_id, given.fingerprint, given.issued_at, given.campaign_day, given.usable_from, given.expires_at,
           given.confirm_by, given.epoch, given.claim
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) WITH ORDINALITY
        AS given (campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, product_id,
                  request_id, fingerprint, issued_at, campaign_day, usable_from, expires_at, confirm_by, epoch, claim, position)
    JOIN pools ON pools.campaign_id = given.campaign_id AND pools.epoch = given.epoch
    WHERE NOT EXISTS (
        SELECT FROM abandoned_claims AS abandoned
        WHERE abandoned.campaign_id = given.campaign_id AND abandoned.epoch = given.epoch AND abandoned.claim = given.claim)
    ORDER BY given.distributor_id, given.request_id, given.campaign_id, given.seq, given.position
    ON CONFLICT DO NOTHING
    RETURNING campaign_id, seq, issued_at, confirm_by, epoch, claim
), told AS (
    INSERT INTO events (type, occurred_at, campaign_id, seq)
    SELECT 'voucher_issued', issued_at, campaign_id, seq FROM written
    WHERE confirm_by IS NULL AND EXISTS (SELECT FROM wanted_events WHERE type = 'voucher_issued')
)
SELECT campaign_id, epoch, claim FROM written
