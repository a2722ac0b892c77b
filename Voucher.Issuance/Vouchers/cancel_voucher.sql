-- Cancels a voucher.
--
-- $1 campaign, $2 sequence number, $3 now, $4 by whom
-- Answer: a row when the voucher was cancelled, none when its state does not allow it
--
-- As redeem_voucher.sql. The code is not given out again: somebody may still hold the receipt.
WITH cancelled AS (
    UPDATE issued_vouchers
    SET cancelled_at = $3, ended_by = $4
    WHERE campaign_id = $1 AND seq = $2
      AND redeemed_at IS NULL AND cancelled_at IS NULL AND (confirm_by IS NULL OR confirmed_at IS NOT NULL)
    RETURNING campaign_id, seq
), told AS (
    INSERT INTO events (type, occurred_at, campaign_id, seq)
    SELECT 'voucher_cancelled', $3, campaign_id, seq FROM cancelled WHERE EXISTS (SELECT FROM wanted_events WHERE type = 'voucher_cancelled')
)
SELECT 1 FROM cancelled
