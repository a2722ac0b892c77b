-- How many vouchers of a campaign may be issued: in all, a day, to a distributor and at a terminal a day, and how a day's vouchers are shared.
--
-- Kept as operators send and see them, which is how the audit log has them too: what holds now and what held in the past is read by one function.

-- Written without a fraction or an exponent, which readers would refuse.
CREATE FUNCTION is_whole_number(value jsonb, most bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(value) = 'number' AND value::text ~ '^[1-9][0-9]*$' AND value <= to_jsonb(most)
$$;

CREATE FUNCTION is_fair_share(share jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(share) = 'object'
       AND share - ARRAY['percent', 'distributors', 'borrow_from'] = '{}'
       AND is_whole_number(share -> 'percent', 100)
       AND (coalesce(share -> 'borrow_from', 'null') = 'null' OR share ->> 'borrow_from' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$')
       AND jsonb_typeof(share -> 'distributors') = 'array'
       AND (SELECT count(*) = count(DISTINCT one ->> 'distributor_id')
                   AND coalesce(bool_and((
                       one - ARRAY['distributor_id', 'percent'] = '{}'
                       AND jsonb_typeof(one -> 'distributor_id') = 'string' AND length(one ->> 'distributor_id') BETWEEN 1 AND 256
                       AND is_whole_number(one -> 'percent', 100)) IS TRUE), true)
            FROM jsonb_array_elements(share -> 'distributors') AS one)
$$;

-- Whether limits are such as operators may set; NULL where something is missing.
CREATE FUNCTION are_limits(limits jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_typeof(limits) = 'object'
       AND limits - ARRAY['total', 'per_day', 'per_distributor_day', 'per_terminal_day', 'fair_share'] = '{}'
       AND (SELECT bool_and(value = 'null' OR is_whole_number(value, 1000000000)) AND bool_or(value <> 'null') FROM jsonb_each(limits - 'fair_share'))
       AND (coalesce(limits -> 'fair_share', 'null') = 'null'
            OR (limits -> 'per_day' <> 'null' AND is_fair_share(limits -> 'fair_share')))
$$;

ALTER TABLE campaigns ADD COLUMN limits jsonb CHECK (limits IS NULL OR are_limits(limits) IS TRUE);

-- The limits as they hold for a distributor, whose share is its own or that of all that are not named. NULL without any.
CREATE FUNCTION limits_for(limits jsonb, distributor text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(limits) = 'object' THEN jsonb_build_object(
        'total', limits -> 'total',
        'per_day', limits -> 'per_day',
        'per_distributor_day', limits -> 'per_distributor_day',
        'per_terminal_day', limits -> 'per_terminal_day',
        'share_percent', coalesce(
            (SELECT one -> 'percent' FROM jsonb_array_elements(limits #> '{fair_share,distributors}') AS one WHERE one ->> 'distributor_id' = distributor),
            limits #> '{fair_share,percent}'),
        'borrow_from', limits #> '{fair_share,borrow_from}') END
$$;
