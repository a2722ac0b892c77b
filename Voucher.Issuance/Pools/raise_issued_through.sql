-- Moves a campaign's low-water mark up to just below its first code without a voucher.
--
-- $1 campaign
--
-- Ledger rows are never deleted, so the mark holds whatever runs at the same time. The end of the inventory is read from the codes,
-- not from last_seq: when this waits for somebody who is adding codes, it sees his last_seq but not his codes, and would
-- pass them over for ever (3).
UPDATE pools
SET issued_through = greatest(issued_through, coalesce(
    (SELECT seq - 1
     FROM codes
     WHERE campaign_id = $1
       AND seq > pools.issued_through
       AND NOT EXISTS (SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = $1 AND issued.seq = codes.seq)
     ORDER BY seq
     LIMIT 1),
    (SELECT max(seq) FROM codes WHERE campaign_id = $1),
    0))
WHERE campaign_id = $1
