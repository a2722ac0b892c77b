-- Each campaign as it was at a time, and what it had to do with a distributor and a category.
-- Parameters: distributor_id, category_id, and at: a time of the past, or NULL for the present.
-- Result: one row a campaign that there was then.
-- The past is read off the audit log: what the last change up to then made of the campaign, or else what the first one after it found. A
-- campaign that no operator has changed since is as its row says; changes by hand leave no trace in the log.
SELECT campaign.id AS campaign_id,
       CASE WHEN form IS NULL THEN campaign.name ELSE form ->> 'name' END AS name,
       CASE WHEN form IS NULL THEN campaign.priority ELSE (form -> 'priority')::integer END AS priority,
       CASE WHEN form IS NULL THEN campaign.state ELSE form ->> 'state' END AS state,
       CASE WHEN form IS NULL
           THEN issues_from(campaign.start_at, campaign.activation_date, campaign.validity_days, campaign.time_zone)
           ELSE issues_from(
               (form ->> 'start_at')::timestamptz, (form -> 'activation' ->> 'date')::date, (form -> 'validity' ->> 'days_after_issue')::integer,
               form ->> 'time_zone') END AS start_at,
       CASE WHEN form IS NULL
           THEN issues_until(campaign.end_at, campaign.validity_date, campaign.activation_days, campaign.time_zone)
           ELSE issues_until(
               (form ->> 'end_at')::timestamptz, (form -> 'validity' ->> 'date')::date, (form -> 'activation' ->> 'days_after_issue')::integer,
               form ->> 'time_zone') END AS end_at,
       CASE WHEN form IS NULL THEN campaign.time_zone ELSE form ->> 'time_zone' END AS time_zone,
       -- Forms from before there were limits have none.
       limits_for(CASE WHEN form IS NULL THEN campaign.limits ELSE form -> 'limits' END, @distributor_id)::text AS limits,
       CASE WHEN form IS NULL
           THEN EXISTS (SELECT FROM campaign_categories WHERE campaign_id = campaign.id AND category_id = @category_id)
           ELSE form -> 'categories' @> jsonb_build_array(@category_id::text) END AS is_of_category,
       CASE WHEN form IS NULL
           THEN campaign.all_distributors OR EXISTS (
               SELECT FROM campaign_distributors WHERE campaign_id = campaign.id AND distributor_id = @distributor_id)
           ELSE form -> 'distributors' = '"all"' OR form -> 'distributors' @> jsonb_build_array(@distributor_id::text) END AS is_allowed
FROM campaigns campaign
CROSS JOIN LATERAL (
    SELECT coalesce(
        (SELECT after FROM audit_entries
         WHERE subject_id = campaign.id AND subject_kind = 'campaign' AND at <= @at ORDER BY id DESC LIMIT 1),
        (SELECT before FROM audit_entries
         WHERE subject_id = campaign.id AND subject_kind = 'campaign' AND at > @at ORDER BY id LIMIT 1)) AS form
) past
WHERE @at::timestamptz IS NULL OR campaign.created_at <= @at
