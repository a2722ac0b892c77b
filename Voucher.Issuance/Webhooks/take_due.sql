-- Takes deliveries whose time has come, for attempts by this process.
--
-- @subscriptions, @turns  how many attempts each of these may have besides those under way
-- @usual                  how many any other may have
-- @now                    the time
-- @takenUntil             when an attempt whose end nobody has told is taken for lost
-- Answer: all that an attempt needs
--
-- Each subscription has its own turns, and the first of its own deliveries: one that is behind keeps no other waiting. A delivery is taken by one process, for
-- whoever comes second finds its row locked or its time in the future. The number of the attempt tells later whether it was taken again meanwhile.
WITH free AS (
    SELECT * FROM unnest(@subscriptions, @turns) AS free (subscription_id, turns)
), due AS MATERIALIZED (
    SELECT picked.id
    FROM subscriptions
    LEFT JOIN free ON free.subscription_id = subscriptions.id
    CROSS JOIN LATERAL (
        SELECT deliveries.id
        FROM deliveries
        WHERE deliveries.subscription_id = subscriptions.id AND deliveries.state = 'pending' AND deliveries.next_attempt_at <= @now
        ORDER BY deliveries.next_attempt_at
        LIMIT coalesce(free.turns, @usual)
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS picked
    WHERE subscriptions.state = 'active'
), taken AS (
    UPDATE deliveries
    SET attempts = deliveries.attempts + 1, last_attempt_at = @now, next_attempt_at = @takenUntil
    FROM due
    WHERE deliveries.id = due.id
    RETURNING deliveries.*
)
SELECT taken.id AS Id, taken.attempts AS Attempts, taken.attempts_before AS AttemptsBefore, taken.give_up_at AS GiveUpAt,
       subscriptions.id AS SubscriptionId, subscriptions.kind AS Kind, subscriptions.url AS Url, subscriptions.secret AS Secret,
       subscriptions.previous_secret AS PreviousSecret, subscriptions.previous_secret_until AS PreviousSecretUntil,
       events.id AS EventId, events.type AS Type, events.occurred_at AS OccurredAt, events.data::text AS Data
FROM taken
JOIN subscriptions ON subscriptions.id = taken.subscription_id
JOIN events ON events.id = taken.event_id
