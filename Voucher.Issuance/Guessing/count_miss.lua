-- Counts a miss. A window begins with its first miss and ends by itself.
--
-- KEYS  counts of misses: 1 the address's, 2 the party's, if there is one
-- ARGV  1 the window in milliseconds, then for each key, how many are too many
-- Answer 1 when this was the miss after which look-ups are refused, else 0
--
-- Keeps: no count lives for ever.

local last = 0
for i, key in ipairs(KEYS) do
  if redis.call('INCR', key) == tonumber(ARGV[i + 1]) then
    last = 1
  end
  if redis.call('PTTL', key) < 0 then
    redis.call('PEXPIRE', key, ARGV[1])
  end
end
return last
