-- How many codes campaigns have, and what became of them.
--
-- @campaignId  one campaign, or null for all
-- @after       only campaigns behind this one, or null
-- @limit       how many campaigns, or null for all
--
-- Codes up to issued_through are issued or withdrawn, and only those can be withdrawn: so the vouchers up to there need not be counted. There are few
-- beyond, since each fill of the pool raises the mark. A voucher that was returned has its row still, and its code a second sequence number.
SELECT pool.campaign_id AS CampaignId,
       pool.last_seq - pool.returns AS Imported,
       pool.issued_through - pool.withdrawn + beyond.issued - pool.returns AS Issued,
       pool.withdrawn AS Withdrawn,
       pool.low_at AS OwnLowAt,
       pool.level AS Level,
       pool.revision AS Revision
FROM pools AS pool,
     LATERAL (SELECT count(*) AS issued FROM issued_vouchers AS issued
              WHERE issued.campaign_id = pool.campaign_id AND issued.seq > pool.issued_through) AS beyond
WHERE (@campaignId::text IS NULL OR pool.campaign_id = @campaignId) AND (@after::text IS NULL OR pool.campaign_id > @after)
ORDER BY pool.campaign_id
LIMIT @limit::int
