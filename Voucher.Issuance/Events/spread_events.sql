-- Spreads events to the subscriptions that want them.
--
-- @ids, @types, @merchants, @data  the events: whose campaign, and what is told
-- @now                             the time
-- @giveUpAt                        until when they are tried to be delivered
--
-- Runs in the transaction that has locked the events. An account that was erased since they were read is not told: who erases locks the events first, so
-- whatever he has done is seen here, or he sees what is written here (People/lock_events.sql). Locks the subscriptions too, so that one that is being deleted is either gone or not yet.
INSERT INTO deliveries (subscription_id, event_id, next_attempt_at, give_up_at, created_at)
SELECT wanting.id, given.id, @now, @giveUpAt, @now
FROM unnest(@ids, @types, @merchants) WITH ORDINALITY AS given (id, type, merchant_id, position)
JOIN subscriptions AS wanting ON wanting.state = 'active' AND given.type = ANY (wanting.types)
    AND (wanting.merchant_id IS NULL OR wanting.merchant_id = given.merchant_id)
ORDER BY given.position
FOR KEY SHARE OF wanting;

UPDATE events
SET spread_at = @now,
    data = CASE
        WHEN EXISTS (SELECT FROM account_products AS product
                     WHERE product.campaign_id = events.campaign_id AND product.seq = events.seq AND product.account_id IS NULL)
        THEN jsonb_set(given.data::jsonb, '{account_id}', 'null', create_if_missing => false)
        ELSE given.data::jsonb
    END
FROM unnest(@ids, @data) AS given (id, data)
WHERE events.id = given.id
