-- Gives back the code of a claim that became no voucher.
--
-- KEYS  1 pool, 2 in flight, 3 the request's claim (optional)
-- ARGV  1 the record of the claim, 2 its entry
-- Answer 1 when the code went back, 0 when the claim is not in flight any more
--
-- Keeps: a code goes back once, and only in the epoch that it was claimed in (1): the record names its epoch, so after a
-- rebuild, which loads the code itself, the record is not found.

if redis.call('ZREM', KEYS[2], ARGV[1]) == 0 then
  return 0
end
redis.call('LPUSH', KEYS[1], ARGV[2])
if KEYS[3] and redis.call('GET', KEYS[3]) == ARGV[1] then
  redis.call('DEL', KEYS[3])
end
return 1
