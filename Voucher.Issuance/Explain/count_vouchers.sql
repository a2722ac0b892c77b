-- What the limits of campaigns are about, for a distributor and a terminal: the vouchers that count, which are those that did not come back.
--
-- @campaignIds, @days          campaigns and their present days: one array a column
-- @distributorId, @terminalId  who asks, and where; without a terminal nothing is counted of one
-- Answer: a row a campaign; others are active where they were served on the day or the day before, by whatever became of their vouchers
--
-- Codes up to issued_through are issued or withdrawn, so for the total the vouchers up to there need not be counted one by one.
SELECT asked.campaign_id AS CampaignId,
       coalesce(pools.issued_through - pools.withdrawn - pools.returns, 0) + beyond.issued AS Total,
       counted.*
FROM unnest(@campaignIds, @days) AS asked (campaign_id, day)
LEFT JOIN pools ON pools.campaign_id = asked.campaign_id,
     LATERAL (
         SELECT count(*) AS issued FROM issued_vouchers AS issued
         WHERE issued.campaign_id = asked.campaign_id AND issued.seq > coalesce(pools.issued_through, 0)) AS beyond,
     LATERAL (
         SELECT count(*) FILTER (WHERE of_day.counts) AS OfDay,
                count(*) FILTER (WHERE of_day.counts AND issued.distributor_id = @distributorId) AS OfDistributor,
                count(*) FILTER (WHERE of_day.counts AND issued.distributor_id = @distributorId AND issued.terminal_id = @terminalId) AS OfTerminal,
                coalesce(bool_or(issued.distributor_id <> @distributorId), false) AS OthersAreActive
         FROM issued_vouchers AS issued, LATERAL (SELECT issued.campaign_day = asked.day AND issued.returned_at IS NULL AS counts) AS of_day
         WHERE issued.campaign_id = asked.campaign_id AND issued.campaign_day BETWEEN asked.day - 1 AND asked.day) AS counted
