-- Claims one code of a campaign.
--
-- KEYS  1 pool (list of entries), 2 state (hash), 3 in flight (sorted set by time), 4 the day's counts (hash),
--       5 active distributors (sorted set by the last day that they were served on), 6 the request's claim (optional)
-- ARGV  1 what the record says of the claimant, 2 seconds that the request's claim is remembered, 3 the day, 4 the day before it
--       (both as numbers, yyyymmdd), 5 distributor, 6 terminal (with the distributor in front),
--       limits, '' for none: 7 total, 8 of the day, 9 of the distributor, 10 of the terminal, 11 the distributor's fair share
-- Answer {'COLD'}                              nothing is known of the pool, or nothing is counted: it has to be rebuilt
--        {'UNCOUNTED', epoch}                  the day's counts have to be loaded
--        {'FULL', epoch, limit}                a limit is reached: total, day, distributor, terminal or share
--        {'DRY', epoch}                        the pool waits for its next codes
--        {'EMPTY', epoch}                      no code is left
--        {'CLAIMED', epoch, record, remaining, '1' when no code lies beyond those in the pool}
--
-- An entry is seq, code and serial number; a record is epoch, claim number, entry and claimant; fields are split by tabs. In an epoch that
-- counts, every claim is counted, with limits or without, so the counts are true when a limit is set later.
-- Keeps: a code that has left the pool is in flight and counted, in one step (3, 5), and a request that asks again while its first
-- claim is in flight gets that very claim, so that both write the same voucher (4). A remembered claim that is in flight no
-- more (settled, put back, or of an earlier epoch) is none: whoever got it would be refused for ever.

local state = redis.call('HMGET', KEYS[2], 'epoch', 'exhausted', 'counting', 'total')
local epoch = state[1]
local counting = state[3] == '1'
if not epoch or (not counting and ARGV[7] .. ARGV[8] .. ARGV[9] .. ARGV[10] ~= '') then
  return {'COLD'}
end

if KEYS[6] then
  local earlier = redis.call('GET', KEYS[6])
  if earlier and redis.call('ZSCORE', KEYS[3], earlier) then
    return {'CLAIMED', epoch, earlier, redis.call('LLEN', KEYS[1]), state[2]}
  end
end

local function reaches(count, limit)
  return limit ~= '' and tonumber(count or 0) >= tonumber(limit)
end

-- Whether anybody else was served on this day or the day before.
local function others_are_active()
  local active = redis.call('ZCOUNT', KEYS[5], ARGV[4], '+inf')
  local own = redis.call('ZSCORE', KEYS[5], ARGV[5])
  return active > ((own and tonumber(own) >= tonumber(ARGV[4])) and 1 or 0)
end

if counting then
  local counts = redis.call('HMGET', KEYS[4], 'epoch', 'all', 'd:' .. ARGV[5], 't:' .. ARGV[6])
  if counts[1] ~= epoch then
    return {'UNCOUNTED', epoch}
  end
  if reaches(state[4], ARGV[7]) then
    return {'FULL', epoch, 'total'}
  elseif reaches(counts[2], ARGV[8]) then
    return {'FULL', epoch, 'day'}
  elseif reaches(counts[3], ARGV[9]) then
    return {'FULL', epoch, 'distributor'}
  elseif reaches(counts[4], ARGV[10]) then
    return {'FULL', epoch, 'terminal'}
  elseif reaches(counts[3], ARGV[11]) and others_are_active() then
    return {'FULL', epoch, 'share'}
  end
end

local entry = redis.call('LPOP', KEYS[1])
if not entry then
  return {state[2] == '1' and 'EMPTY' or 'DRY', epoch}
end

if counting then
  redis.call('HINCRBY', KEYS[2], 'total', 1)
  redis.call('HINCRBY', KEYS[4], 'all', 1)
  redis.call('HINCRBY', KEYS[4], 'd:' .. ARGV[5], 1)
  redis.call('HINCRBY', KEYS[4], 't:' .. ARGV[6], 1)
  redis.call('ZADD', KEYS[5], 'GT', ARGV[3], ARGV[5])
end
local number = redis.call('HINCRBY', KEYS[2], 'claims', 1)
local record = epoch .. '\t' .. number .. '\t' .. entry .. '\t' .. ARGV[1]
redis.call('ZADD', KEYS[3], redis.call('TIME')[1], record)
if KEYS[6] then
  redis.call('SET', KEYS[6], record, 'EX', ARGV[2])
end
return {'CLAIMED', epoch, record, redis.call('LLEN', KEYS[1]), state[2]}
