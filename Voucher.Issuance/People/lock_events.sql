-- Locks the events of a person's vouchers.
--
-- $1 to $3 the vouchers' campaigns, numbers and merchants
--
-- A statement of its own: whoever is just writing down what an event tells has done so when this is through, and the next statement sees it.
SELECT count(*) FROM (
    SELECT FROM events
    WHERE (campaign_id, seq) IN (SELECT * FROM unnest($1, $2))
    ORDER BY id
    FOR UPDATE
) AS locked
