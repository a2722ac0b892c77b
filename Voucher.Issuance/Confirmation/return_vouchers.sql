-- Returns vouchers of a campaign that were not confirmed in time.
--
-- $1 campaign, $2 now, $3 how many at most
-- Answer: how many were returned
--
-- Runs after the pool's row was locked, in the same transaction: sequence numbers and return numbers become visible in their order.
-- The ledger's row stays, with its sequence number, and says that the voucher came back; the code goes on under a new number at the end of the
-- inventory. So a sequence number is issued once for ever (1), codes that are loaded or passed over are so for good (3), and a request
-- keeps the voucher that it had (4). A confirmation that comes at the same time either is seen here or sees this: both lock the row.
WITH pool AS (
    SELECT last_seq, returns FROM pools WHERE campaign_id = $1
), overdue AS MATERIALIZED (
    SELECT seq
    FROM issued_vouchers
    WHERE campaign_id = $1 AND confirm_by <= $2 AND confirmed_at IS NULL AND returned_at IS NULL
    ORDER BY confirm_by, seq
    LIMIT $3
    FOR UPDATE
), numbered AS (
    SELECT seq, row_number() OVER (ORDER BY seq) AS number FROM overdue
), returned AS (
    UPDATE issued_vouchers AS issued
    SET returned_at = $2, return_number = pool.returns + numbered.number
    FROM numbered, pool
    WHERE issued.campaign_id = $1 AND issued.seq = numbered.seq
    RETURNING issued.seq, issued.serial_number, numbered.number
), moved AS (
    -- The code keeps the serial number under which a customer may have seen it.
    UPDATE codes
    SET seq = pool.last_seq + returned.number, serial_number = coalesce(codes.serial_number, returned.serial_number)
    FROM returned, pool
    WHERE codes.campaign_id = $1 AND codes.seq = returned.seq
), counted AS (
    UPDATE pools
    SET last_seq = pools.last_seq + total.vouchers, returns = pools.returns + total.vouchers
    FROM (SELECT count(*) AS vouchers FROM returned) AS total
    WHERE pools.campaign_id = $1
)
SELECT count(*) FROM returned
