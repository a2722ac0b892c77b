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

-- An account is read here and not with the event: whoever erases a person locks the person's events first, so this statement either sees the erasure or is before it.
UPDATE events
SET spread_at = @now,
    data = CASE WHEN given.data ? 'account_id' THEN given.data || jsonb_build_object('account_id', (
        SELECT product.account_id FROM account_products AS product WHERE product.campaign_id = events.campaign_id AND product.seq = events.seq)) ELSE given.data END
FROM (SELECT id, data::jsonb AS data FROM unnest(@ids, @data) AS given (id, data)) AS given
WHERE events.id = given.id
