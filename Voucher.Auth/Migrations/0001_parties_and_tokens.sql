-- Who may call the platform, and by which tokens. Of a token only its SHA-256 is kept.

CREATE TABLE parties (
    party_id    text        PRIMARY KEY CHECK (party_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
    kind        text        NOT NULL CHECK (kind IN ('distributor', 'merchant', 'operator')),
    name        text        NOT NULL CHECK (name <> ''),
    created_at  timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE TABLE tokens (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    token_id   uuid        NOT NULL UNIQUE,
    party_id   text        NOT NULL REFERENCES parties,
    prefix     text        NOT NULL,
    scopes     text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX tokens_party_id ON tokens (party_id);
