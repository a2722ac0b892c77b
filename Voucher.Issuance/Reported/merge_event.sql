-- Merges an event into what is known of a merchant's voucher.
--
-- $1 merchant, $2 voucher's code, $3 fields of the event (by name, texts), $4 its time in nanoseconds, $5 now
--
-- Of each field the value of the newest event stays, whichever event comes first; of two of the same time the greater text, so that the order in which
-- events arrive never shows. A field that the event lacks stays. The conflict locks the row and goes on with what is in it then, so events that come at
-- the same time are merged one after the other.
-- A field that was erased (People/) has a time but no value: what is older than the erasure does not bring it back.
INSERT INTO reported_vouchers AS known (merchant_id, voucher_code, fields, times, updated_at)
SELECT $1, $2, $3, (SELECT jsonb_object_agg(name, $4) FROM jsonb_object_keys($3) AS name), $5
ON CONFLICT (merchant_id, voucher_code) DO UPDATE
SET updated_at = greatest(known.updated_at, excluded.updated_at),
    (fields, times) = (
        SELECT coalesce(jsonb_object_agg(name, value) FILTER (WHERE value IS NOT NULL), '{}'), jsonb_object_agg(name, time)
        FROM (
            SELECT DISTINCT ON (name) name, value, time
            FROM (
                SELECT name, known.fields ->> name AS value, (known.times ->> name)::numeric AS time FROM jsonb_object_keys(known.times) AS name
                UNION ALL
                SELECT name, excluded.fields ->> name, (excluded.times ->> name)::numeric FROM jsonb_object_keys(excluded.times) AS name
            ) AS told
            ORDER BY name, time DESC, value COLLATE "C" DESC NULLS FIRST
        ) AS newest
    )
