-- Begins a new epoch of a campaign's pool with its first window of codes.
--
-- KEYS  1 pool, 2 state, 3 in flight, 4 active distributors
-- ARGV  1 the new epoch, 2 the highest sequence number that the window covers, 3 '1' when no code lies beyond it,
--       4 '1' when claims of this epoch are counted, 5 how many vouchers the ledger counts in all, 6 how many returned vouchers are
--       not among them, 7… the entries
-- Answer 1 when the epoch began, 0 when this one or a later one is there already
--
-- The counts of days are loaded when they are first asked for; those of earlier epochs name their epoch and do not count.
-- Keeps: a rebuild that was overtaken by another changes nothing (1).

local current = redis.call('HGET', KEYS[2], 'epoch')
if current and tonumber(current) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
redis.call('HSET', KEYS[2], 'epoch', ARGV[1], 'loaded', ARGV[2], 'exhausted', ARGV[3], 'claims', 0,
  'counting', ARGV[4], 'total', ARGV[5], 'returns', ARGV[6])
for i = 7, #ARGV do
  redis.call('RPUSH', KEYS[1], ARGV[i])
end
return 1
