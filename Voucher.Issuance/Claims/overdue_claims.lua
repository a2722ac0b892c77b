-- Finds claims that have been in flight for too long.
--
-- KEYS  1 in flight
-- ARGV  1 seconds, 2 how many claims at most
-- Answer their records, the oldest first
--
-- Claims carry the clock of Redis, so that is the one to compare with.

return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1] - ARGV[1], 'LIMIT', 0, ARGV[2])
