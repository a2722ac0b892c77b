-- Spreads events to the subscriptions that want them.
--
-- @ids, @types, @merchants, @data  the events: whose campaign, and what is told
-- @now                             the time
-- @giveUpAt                        until when they are tried to be delivered
--
-- Runs in the transaction that has locked the events. Locks the subscriptions too, so that one that is being deleted is either gone or not yet.
INSERT INTO deliveries (subscription_id, event_id, next_attempt_at, give_up_at, created_at)
SELECT wanting.id, given.id, @now, @giveUpAt, @now
FROM unnest(@ids, @types, @merchants) WITH ORDINALITY AS given (id, type, merchant_id, position)
JOIN subscriptions AS wanting ON wanting.state = 'active' AND given.type = ANY (wanting.types)
    AND (wanting.merchant_id IS NULL OR wanting.merchant_id = given.merchant_id)
ORDER BY given.position
FOR KEY SHARE OF wanting;

UPDATE events SET data = given.data::jsonb, spread_at = @now
FROM unnest(@ids, @data) AS given (id, data)
WHERE events.id = given.id
