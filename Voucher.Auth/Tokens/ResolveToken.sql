-- Who a token belongs to.
--
-- @TokenHash  SHA-256 of the token
-- Result      no row for an unknown token
--
-- Invariant: while the transaction lasts, nobody can revoke the token or disable its party. So every internal JWT is
-- issued before the commit of what makes its token dead, and its life is over when that commit's age is its life.
SELECT
    token.party_id     AS PartyId,
    party.kind         AS Kind,
    token.scopes       AS Scopes,
    token.expires_at   AS ExpiresAt,
    token.revoked_at   AS RevokedAt,
    party.disabled_at  AS DisabledAt
FROM tokens token
JOIN parties party ON party.party_id = token.party_id
WHERE token.token_hash = @TokenHash
FOR SHARE
