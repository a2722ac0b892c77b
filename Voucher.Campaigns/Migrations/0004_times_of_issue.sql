-- From when and until when a campaign issues: within its start and end, and only vouchers that can be used on some day. A fixed last day, less the days
-- until a voucher can be used, is the last day of issue; a fixed first day, less the days that a voucher lasts, is the first. Days are those
-- of the campaign's zone; NULL is no bound.

CREATE FUNCTION issues_from(start_at timestamptz, activation_date date, validity_days integer, time_zone text)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT greatest(start_at, (activation_date - validity_days)::timestamp AT TIME ZONE time_zone)
$$;

CREATE FUNCTION issues_until(end_at timestamptz, validity_date date, activation_days integer, time_zone text)
RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT least(end_at, (validity_date - coalesce(activation_days, 0) + 1)::timestamp AT TIME ZONE time_zone)
$$;
