-- The campaigns that a distributor may use for a category, and the version at which that is so.
-- Parameters: distributor_id, category_id.
-- Result: one row a candidate, in the order in which they are to be asked; without candidates one row with campaign_id NULL. The version
--         and the two flags that tell why there are none are the same in each row.
-- Invariant: one statement is one snapshot, so the version is exactly that of the candidates shown. Two statements could pair old
--            candidates with a new version, and a cache would keep them for good.
WITH of_category AS (
    SELECT campaign.id, campaign.state, campaign.time_zone, campaign.priority,
           issues_from(campaign.start_at, campaign.activation_date, campaign.validity_days, campaign.time_zone) AS start_at,
           issues_until(campaign.end_at, campaign.validity_date, campaign.activation_days, campaign.time_zone) AS end_at,
           campaign.activation_date, campaign.activation_days, campaign.validity_date, campaign.validity_days,
           limits_for(campaign.limits, @distributor_id) AS limits,
           campaign.all_distributors OR EXISTS (
               SELECT FROM campaign_distributors listed
               WHERE listed.campaign_id = campaign.id AND listed.distributor_id = @distributor_id) AS allowed
    FROM campaign_categories
    JOIN campaigns campaign ON campaign.id = campaign_categories.campaign_id
    WHERE campaign_categories.category_id = @category_id AND campaign.state <> 'ended'
)
SELECT change_version.version,
       EXISTS (SELECT FROM categories WHERE categories.id = @category_id) AS has_category,
       EXISTS (SELECT FROM of_category) AS has_campaign,
       candidate.id AS campaign_id, candidate.state, candidate.start_at, candidate.end_at, candidate.time_zone,
       to_char(candidate.activation_date, 'YYYY-MM-DD') AS activation_date, candidate.activation_days,
       to_char(candidate.validity_date, 'YYYY-MM-DD') AS validity_date, candidate.validity_days,
       candidate.limits::text AS limits
FROM change_version
LEFT JOIN of_category candidate ON candidate.allowed
ORDER BY candidate.priority, candidate.id
