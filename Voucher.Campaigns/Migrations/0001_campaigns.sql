-- Campaigns, what they are for, who may use them, and the version of it all.
-- Identifiers compare by code point (COLLATE "C"): the order of matches must not depend on the server's locale.

CREATE TABLE categories (
    id          text COLLATE "C" PRIMARY KEY CHECK (id <> '' AND length(id) <= 256),
    description text NOT NULL
);

CREATE TABLE campaigns (
    id               text COLLATE "C" PRIMARY KEY CHECK (id <> '' AND length(id) <= 256),
    name             text        NOT NULL,
    merchant_id      text        NOT NULL,
    state            text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
    -- Issues while start_at <= now < end_at; NULL is no bound.
    start_at         timestamptz,
    end_at           timestamptz,
    -- An IANA name: the campaign's day, for limits a day, is a day there. The call fails for a zone that nobody knows.
    time_zone        text        NOT NULL DEFAULT 'UTC'
        CHECK ((time_zone = 'UTC' OR time_zone LIKE '%/%') AND timezone(time_zone, timestamptz 'epoch') IS NOT NULL),
    -- The lowest is asked first.
    priority         integer     NOT NULL DEFAULT 100,
    -- Open to every distributor; otherwise only to those in campaign_distributors.
    all_distributors boolean     NOT NULL DEFAULT false,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CHECK (start_at < end_at)
);

CREATE TABLE campaign_categories (
    campaign_id text COLLATE "C" NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    category_id text COLLATE "C" NOT NULL REFERENCES categories,
    PRIMARY KEY (category_id, campaign_id)
);
CREATE INDEX campaign_categories_of_campaign ON campaign_categories (campaign_id);

CREATE TABLE campaign_distributors (
    campaign_id    text COLLATE "C" NOT NULL REFERENCES campaigns ON DELETE CASCADE,
    distributor_id text COLLATE "C" NOT NULL CHECK (distributor_id <> '' AND length(distributor_id) <= 256),
    PRIMARY KEY (campaign_id, distributor_id)
);

-- One row. Whoever keeps match answers keeps the version with them, and drops them when it has moved.
CREATE TABLE change_version (
    version  bigint  NOT NULL,
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
);
INSERT INTO change_version (version) VALUES (1);

-- Why triggers and not a helper in the service: an operator who mends something by SQL at night must reach the caches too,
-- and no use case written later can forget it.
-- Why a statement and not a row: one raise says all that thousand rows could say.
-- Why BEFORE: the version's row is locked before any other, by every writer in the same order. So changes wait for each other
-- instead of deadlocking, and versions rise in the order of commits: who sees a version sees every change up to it, and no later one.
CREATE FUNCTION raise_change_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE change_version SET version = version + 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'change_version has lost its row: nothing may change that caches cannot be told of';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER raise_change_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON categories
    FOR EACH STATEMENT EXECUTE FUNCTION raise_change_version();
CREATE TRIGGER raise_change_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON campaigns
    FOR EACH STATEMENT EXECUTE FUNCTION raise_change_version();
CREATE TRIGGER raise_change_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON campaign_categories
    FOR EACH STATEMENT EXECUTE FUNCTION raise_change_version();
CREATE TRIGGER raise_change_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON campaign_distributors
    FOR EACH STATEMENT EXECUTE FUNCTION raise_change_version();

-- The contract's categories; operators may add others.
INSERT INTO categories (id, description) VALUES
    ('PAY', 'Payment products'),
    ('GAM', 'Gaming products'),
    ('TRV', 'Travel and experiences'),
    ('MOB', 'Mobile top-ups');
