-- When tokens were last used.
--
-- @hashes, @times  the tokens' hashes, each once, and when each was used last
--
-- Invariant: a use only ever moves forward, whichever of several processes writes first. In the order of the hashes, so that two of them
-- never wait for each other.
INSERT INTO token_uses (token_hash, last_used_at)
SELECT token_hash, last_used_at FROM unnest(@hashes, @times) AS used (token_hash, last_used_at)
ORDER BY token_hash
ON CONFLICT (token_hash) DO UPDATE SET last_used_at = excluded.last_used_at
WHERE token_uses.last_used_at < excluded.last_used_at
