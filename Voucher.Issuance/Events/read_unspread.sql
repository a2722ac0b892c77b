-- Reads events that nobody has been told of, and what they are about.
--
-- @SpreadBatch  how many at most
-- Answer: the events in the order in which they were written, locked until the transaction ends
--
-- Each event is spread by one process: whoever comes second passes over it.
SELECT events.id AS Id, events.type AS Type, events.occurred_at AS OccurredAt, events.campaign_id AS CampaignId, events.data::text AS Known,
       'V' || pools.number || '-' || issued.seq AS VoucherId, issued.code AS Code, issued.serial_number AS SerialNumber,
       issued.distributor_id AS DistributorId, issued.terminal_id AS TerminalId, issued.category_id AS CategoryId, issued.product_id AS ProductId,
       issued.issued_at AS IssuedAt, issued.expires_at AS ExpiresAt, issued.redeemed_at AS RedeemedAt, issued.cancelled_at AS CancelledAt,
       product.id AS AccountProductId, product.product_id AS UserProductId
FROM events
LEFT JOIN issued_vouchers AS issued ON issued.campaign_id = events.campaign_id AND issued.seq = events.seq
LEFT JOIN pools ON pools.campaign_id = issued.campaign_id
LEFT JOIN account_products AS product ON product.campaign_id = events.campaign_id AND product.seq = events.seq
WHERE events.spread_at IS NULL
ORDER BY events.number
LIMIT @SpreadBatch
FOR NO KEY UPDATE OF events SKIP LOCKED
