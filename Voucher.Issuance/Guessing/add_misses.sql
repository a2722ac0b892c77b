-- Adds misses up.
--
-- $1 hours, $2 parties, $3 addresses, $4 misses, $5 refused look-ups, $6 the last moments
--
-- In the order of the key, so that of two processes neither waits for the other in a circle.
INSERT INTO missed_lookups AS known (hour, principal_id, address, misses, refusals, last_at)
SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS added (hour, principal_id, address, misses, refusals, last_at)
ORDER BY hour, principal_id, address
ON CONFLICT (hour, principal_id, address) DO UPDATE
SET misses = known.misses + excluded.misses,
    refusals = known.refusals + excluded.refusals,
    last_at = greatest(known.last_at, excluded.last_at)
