-- Abandons claims that have been in flight for too long, unless their code is issued.
--
-- $1 campaign, $2 sequence numbers, $3 epochs, $4 claim numbers: one array a column
-- Answer: the positions of the claims whose codes are free to go back
--
-- Runs under the campaign's exclusive lock, so no ledger write of the campaign is under way (1, 3).
WITH given AS (
    SELECT * FROM unnest($2, $3, $4) WITH ORDINALITY AS given (seq, epoch, claim, position)
), free AS (
    SELECT * FROM given
    WHERE NOT EXISTS (SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = $1 AND issued.seq = given.seq)
), abandoned AS (
    INSERT INTO abandoned_claims (campaign_id, epoch, claim)
    SELECT $1, epoch, claim FROM free
    ON CONFLICT DO NOTHING
)
SELECT position FROM free
