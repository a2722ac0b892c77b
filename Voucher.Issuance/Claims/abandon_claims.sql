-- Abandons claims that have been in flight for too long, unless their code is issued.
--
-- $1 campaign, $2 sequence numbers, $3 epochs, $4 claim numbers: one array a column
-- Answer: the positions of the claims that are no vouchers, and of each whether its code is free to go back; it is not when another
--         claim's voucher has it
--
-- Runs under the campaign's exclusive lock, so no ledger write of the campaign is under way (1, 3).
WITH given AS (
    SELECT * FROM unnest($2, $3, $4) WITH ORDINALITY AS given (seq, epoch, claim, position)
), judged AS (
    SELECT given.*, holder.seq IS NULL AS is_free
    FROM given
    LEFT JOIN issued_vouchers AS holder ON holder.campaign_id = $1 AND holder.seq = given.seq
    WHERE holder.seq IS NULL OR (holder.epoch, holder.claim) <> (given.epoch, given.claim)
), abandoned AS (
    INSERT INTO abandoned_claims (campaign_id, epoch, claim)
    SELECT $1, epoch, claim FROM judged WHERE is_free
    ON CONFLICT DO NOTHING
)
SELECT position, is_free FROM judged
