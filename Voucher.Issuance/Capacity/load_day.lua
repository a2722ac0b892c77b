-- Loads what the ledger counts for a day of a campaign.
--
-- KEYS  1 state, 2 the day's counts, 3 active distributors
-- ARGV  1 the epoch and 2 the number of returned vouchers that the loader read before it counted, 3 seconds that the counts are kept,
--       4 how many distributors were active, then each with its last day; 5… the counts: field, count, …
-- Answer 1 when the counts are there, 0 when the epoch or the returns have moved on meanwhile: count again
--
-- Keeps: no count is lost and none is counted twice (5). Claims for a day wait until it is loaded, so in this epoch nothing of the day is
-- in flight that the ledger did not show; whoever loads later finds it done; returns that are still to be taken back are in the counts.

local state = redis.call('HMGET', KEYS[1], 'epoch', 'returns')
if state[1] ~= ARGV[1] or state[2] ~= ARGV[2] then
  return 0
end
if redis.call('HGET', KEYS[2], 'epoch') == ARGV[1] then
  return 1
end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1])
local first = 5 + 2 * tonumber(ARGV[4])
for i = 5, first - 1, 2 do
  redis.call('ZADD', KEYS[3], 'GT', ARGV[i + 1], ARGV[i])
end
for i = first, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1])
end
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
