-- Whether somebody has missed too often.
--
-- KEYS  counts of misses: 1 the address's, 2 the party's, if there is one
-- ARGV  for each of them, how many are too many
-- Answer how many milliseconds the look-up is to wait; 0 when it may go on

local wait = 0
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
    wait = math.max(wait, redis.call('PTTL', key))
  end
end
return wait
