-- Puts a resolved token's internal JWT in the place of the mark that its resolver has reserved.
--
-- KEYS[1]  the token's entry
-- ARGV[1]  the mark
-- ARGV[2]  the internal JWT
-- ARGV[3]  until when the entry may last, Unix milliseconds
-- ARGV[4]  how long it may last at most, milliseconds
-- Result   1 when the entry was written, else 0
--
-- Invariant: a token that is revoked stays dead. The mark was there before the token's row was read. Whatever has happened
-- to the entry since (a revocation, FLUSHALL, a restart, the mark's end) has removed the mark, and then a write that was
-- held up on its way, for however long, changes nothing.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local life = math.min(tonumber(ARGV[3]) - now, tonumber(ARGV[4]))
if life <= 0 then
    return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', life)
return 1
