-- What the ledger counts for a day of a campaign, and who was served on it and on the day before.
--
-- $1 campaign, $2 the day, $3 how many returned vouchers have been taken back: those with higher numbers still count
-- Answer: rows (distributor, terminal, vouchers of the day, last day)
SELECT distributor_id,
       terminal_id,
       count(*) FILTER (WHERE campaign_day = $2 AND (return_number IS NULL OR return_number > $3)) AS vouchers,
       max(campaign_day) AS last_day
FROM issued_vouchers
WHERE campaign_id = $1 AND campaign_day BETWEEN $2 - 1 AND $2
GROUP BY distributor_id, terminal_id
