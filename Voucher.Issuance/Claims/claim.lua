-- Claims one code of a campaign.
--
-- KEYS  1 pool (list of entries), 2 state (hash), 3 in flight (sorted set by time), 4 the request's claim (optional)
-- ARGV  1 the request, as it is kept in the record of the claim ('' without a request id)
--       2 seconds that the request's claim is remembered
-- Answer {'COLD'}                              nothing is known of the pool: it has to be rebuilt
--        {'DRY', epoch}                        the pool waits for its next codes
--        {'EMPTY', epoch}                      no code is left
--        {'CLAIMED', epoch, record, remaining, '1' when no code lies beyond those in the pool}
--
-- An entry is seq, code and serial number, a record is epoch, claim number, entry and request; fields are split by tabs.
-- Keeps: a code that has left the pool is in flight, in one step (3), and a request that asks again while its first
-- claim is in flight gets that very claim, so that both write the same voucher (4). A remembered claim that is in flight no
-- more (settled, put back, or of an earlier epoch) is none: whoever got it would be refused for ever.

local state = redis.call('HMGET', KEYS[2], 'epoch', 'exhausted')
local epoch = state[1]
if not epoch then
  return {'COLD'}
end

if KEYS[4] then
  local earlier = redis.call('GET', KEYS[4])
  if earlier and redis.call('ZSCORE', KEYS[3], earlier) then
    return {'CLAIMED', epoch, earlier, redis.call('LLEN', KEYS[1]), state[2]}
  end
end

local entry = redis.call('LPOP', KEYS[1])
if not entry then
  return {state[2] == '1' and 'EMPTY' or 'DRY', epoch}
end

local number = redis.call('HINCRBY', KEYS[2], 'claims', 1)
local record = epoch .. '\t' .. number .. '\t' .. entry .. '\t' .. ARGV[1]
redis.call('ZADD', KEYS[3], redis.call('TIME')[1], record)
if KEYS[4] then
  redis.call('SET', KEYS[4], record, 'EX', ARGV[2])
end
return {'CLAIMED', epoch, record, redis.call('LLEN', KEYS[1]), state[2]}
