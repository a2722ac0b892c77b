-- Shares the locks of the campaigns whose claims are about to be written, until the end of the transaction.
--
-- $1 campaigns
--
-- A statement of its own before the writing one: that one's snapshot must be taken after the lock is held, or it would
-- still see the epoch from before a rebuild that it waited for (1, 5).
SELECT pg_advisory_xact_lock_shared(hashtextextended(campaign_id, 0)) FROM unnest($1) AS campaign_id
