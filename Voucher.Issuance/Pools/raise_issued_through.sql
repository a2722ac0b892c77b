-- Moves a campaign's low-water mark up to just below its first code without a voucher.
--
-- $1 campaign
--
-- Ledger rows are never deleted, so the mark holds whatever runs at the same time.
UPDATE pools
SET issued_through = coalesce(
    (SELECT seq - 1
     FROM codes
     WHERE campaign_id = $1
       AND seq > pools.issued_through
       AND NOT EXISTS (SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = $1 AND issued.seq = codes.seq)
     ORDER BY seq
     LIMIT 1),
    last_seq)
WHERE campaign_id = $1
