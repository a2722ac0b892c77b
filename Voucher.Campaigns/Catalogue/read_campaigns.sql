-- Campaigns as operators see them, by id.
-- Parameters, each NULL for any: id; state; merchant_id; category_id; distributor_id (that may use it); after (an id: those behind it); and how_many.
-- Result: one row a campaign. Days, amounts and limits are texts, as operators write them.
SELECT id, merchant_id, name,
       ARRAY(SELECT category_id FROM campaign_categories WHERE campaign_id = campaign.id ORDER BY category_id) AS categories,
       all_distributors,
       ARRAY(SELECT distributor_id FROM campaign_distributors WHERE campaign_id = campaign.id ORDER BY distributor_id) AS distributors,
       start_at, end_at, time_zone, priority, value::text AS value, currency,
       to_char(activation_date, 'YYYY-MM-DD') AS activation_date, activation_days,
       to_char(validity_date, 'YYYY-MM-DD') AS validity_date, validity_days,
       acquisition, product_format, product_id, bundle_item_id, terms, limits::text AS limits, state, created_at, revision, version
FROM campaigns campaign
WHERE (@id::text IS NULL OR id = @id)
  AND (@state::text IS NULL OR state = @state)
  AND (@merchant_id::text IS NULL OR merchant_id = @merchant_id)
  AND (@category_id::text IS NULL OR EXISTS (
      SELECT FROM campaign_categories WHERE campaign_id = campaign.id AND category_id = @category_id))
  AND (@distributor_id::text IS NULL OR all_distributors OR EXISTS (
      SELECT FROM campaign_distributors WHERE campaign_id = campaign.id AND distributor_id = @distributor_id))
  AND (@after::text IS NULL OR id > @after)
ORDER BY id
LIMIT @how_many
