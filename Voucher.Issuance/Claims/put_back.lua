-- Takes a claim that became no voucher out of flight: gives back its code and takes back its counts.
--
-- KEYS  1 pool, 2 state, 3 in flight, 4 the counts of its day, 5 the request's claim (optional)
-- ARGV  1 the record of the claim, 2 its entry ('' when its code stays away, because somebody else's voucher has it),
--       3 its epoch, 4 distributor, 5 terminal (with the distributor in front)
-- Answer 1 when it was taken out, 0 when the claim is not in flight any more
--
-- Keeps: a code goes back once, and only in the epoch that it was claimed in (1), and so do its counts (5): the record names its
-- epoch, so after a rebuild, which loads the code and counts the ledger itself, the record is not found.

if redis.call('ZREM', KEYS[3], ARGV[1]) == 0 then
  return 0
end
if ARGV[2] ~= '' then
  redis.call('LPUSH', KEYS[1], ARGV[2])
end
if redis.call('HGET', KEYS[2], 'counting') == '1' then
  redis.call('HINCRBY', KEYS[2], 'total', -1)
  if redis.call('HGET', KEYS[4], 'epoch') == ARGV[3] then
    redis.call('HINCRBY', KEYS[4], 'all', -1)
    redis.call('HINCRBY', KEYS[4], 'd:' .. ARGV[4], -1)
    redis.call('HINCRBY', KEYS[4], 't:' .. ARGV[5], -1)
  end
end
if KEYS[5] and redis.call('GET', KEYS[5]) == ARGV[1] then
  redis.call('DEL', KEYS[5])
end
return 1
