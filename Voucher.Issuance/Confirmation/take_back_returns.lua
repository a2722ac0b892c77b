-- Takes the counts of returned vouchers back.
--
-- KEYS  1 state, 2… the counts of the days that the vouchers count for
-- ARGV  1 the epoch and 2 the return number up to which Redis was when the returns were read, 3 the number up to which they were read,
--       4… a voucher each: which of the keys, distributor, terminal (with the distributor in front)
-- Answer 1 when they were taken back, 0 when somebody else has moved on
--
-- Keeps: each return is taken back once, whoever does it at the same time or dies in between (5). Days that are not loaded in this epoch will be
-- loaded without the vouchers.

local state = redis.call('HMGET', KEYS[1], 'epoch', 'returns')
if state[1] ~= ARGV[1] or state[2] ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'returns', ARGV[3])
for i = 4, #ARGV, 3 do
  redis.call('HINCRBY', KEYS[1], 'total', -1)
  local day = KEYS[tonumber(ARGV[i])]
  if redis.call('HGET', day, 'epoch') == ARGV[1] then
    redis.call('HINCRBY', day, 'all', -1)
    redis.call('HINCRBY', day, 'd:' .. ARGV[i + 1], -1)
    redis.call('HINCRBY', day, 't:' .. ARGV[i + 2], -1)
  end
end
return 1
