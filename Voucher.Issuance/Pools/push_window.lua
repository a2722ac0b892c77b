-- Adds a window of codes behind those that the pool has.
--
-- KEYS  1 pool, 2 state
-- ARGV  1 the epoch and 2 the loaded sequence number that the filler read before it fetched the window,
--       3 the highest sequence number that the window covers, 4 '1' when no code lies beyond it, 5… the entries
-- Answer 1 when the window was added, 0 when somebody else has moved on
--
-- Keeps: no code is loaded twice and none is skipped, whoever fills at the same time or dies in between (1, 3).

local state = redis.call('HMGET', KEYS[2], 'epoch', 'loaded')
if state[1] ~= ARGV[1] or state[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[2], 'loaded', ARGV[3], 'exhausted', ARGV[4])
for i = 5, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[i])
end
return 1
