-- The next codes of a campaign that have no voucher.
--
-- $1 campaign, $2 the sequence number to begin behind, $3 how many
-- Answer: one row (last_seq, null …) that tells how far the campaign's codes reach, then the codes by sequence number
--
-- One statement, so one snapshot: what it says of the end of the inventory fits the codes that it read.
WITH pool AS (
    SELECT last_seq FROM pools WHERE campaign_id = $1
), next_codes AS (
    SELECT seq, code, serial_number
    FROM codes
    WHERE campaign_id = $1
      AND seq > $2
      AND NOT EXISTS (SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = $1 AND issued.seq = codes.seq)
    ORDER BY seq
    LIMIT $3
)
SELECT last_seq, NULL AS seq, NULL AS code, NULL AS serial_number FROM pool
UNION ALL
(SELECT NULL, seq, code, serial_number FROM next_codes ORDER BY seq)
