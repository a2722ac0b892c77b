-- Begins a new epoch of a campaign's pool with its first window of codes.
--
-- KEYS  1 pool, 2 state, 3 in flight
-- ARGV  1 the new epoch, 2 the highest sequence number that the window covers, 3 '1' when no code lies beyond it,
--       4… the entries
-- Answer 1 when the epoch began, 0 when this one or a later one is there already
--
-- Keeps: a rebuild that was overtaken by another changes nothing (1).

local current = redis.call('HGET', KEYS[2], 'epoch')
if current and tonumber(current) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'loaded', ARGV[2], 'exhausted', ARGV[3], 'claims', 0)
for i = 4, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[i])
end
return 1
