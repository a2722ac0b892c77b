-- What operators see and change of parties and tokens.

-- Raised by every change, for entity tags.
ALTER TABLE parties ADD COLUMN revision bigint NOT NULL DEFAULT 1;

-- Came from the configuration: the next one that comes from there takes its place.
ALTER TABLE tokens ADD COLUMN is_configured boolean NOT NULL DEFAULT false;

-- Lists of a party's tokens; identifiers ascend with time.
CREATE INDEX tokens_of_party ON tokens (party_id, token_id);
DROP INDEX tokens_party_id;

-- When tokens were last used. A table of its own and without a reference, so that writing to it never waits for whoever changes a token.
CREATE TABLE token_uses (
    token_hash   bytea       PRIMARY KEY,
    last_used_at timestamptz NOT NULL
);
