-- What becomes of vouchers once they are given out, who holds them, and who is told.

-- Names the campaign in the ids of its vouchers: V<number>-<seq>. So a voucher is found by its id where the ledger finds it anyway, by primary key.
ALTER TABLE pools ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT one_pool_a_number UNIQUE;

ALTER TABLE issued_vouchers
    ADD COLUMN cancelled_at timestamptz,
    -- Which party redeemed or cancelled it.
    ADD COLUMN ended_by     text,
    ADD CONSTRAINT vouchers_end_once CHECK (redeemed_at IS NULL OR cancelled_at IS NULL),
    ADD CONSTRAINT only_held_vouchers_end CHECK (
        (redeemed_at IS NULL AND cancelled_at IS NULL) OR (returned_at IS NULL AND (confirm_by IS NULL OR confirmed_at IS NOT NULL)));

-- A campaign's vouchers in the order of their issue, also those of one state only.
DROP INDEX vouchers_of_day;
CREATE INDEX vouchers_of_day ON issued_vouchers (campaign_id, campaign_day, issued_at, seq);
DROP INDEX redeemed_vouchers;
CREATE INDEX redeemed_vouchers ON issued_vouchers (campaign_id, campaign_day, issued_at, seq) WHERE redeemed_at IS NOT NULL;
CREATE INDEX cancelled_vouchers ON issued_vouchers (campaign_id, campaign_day, issued_at, seq) WHERE cancelled_at IS NOT NULL;

-- All that is known of the person who has a voucher. Nothing of it is in the ledger, so that it can be erased.
CREATE TABLE voucher_holders (
    campaign_id      text        NOT NULL,
    seq              bigint      NOT NULL,
    account_id       text        CHECK (account_id = lower(account_id)),
    customer_name    text,
    delivery_address jsonb,
    recorded_at      timestamptz NOT NULL,
    PRIMARY KEY (campaign_id, seq)
);
CREATE INDEX holders_of_account ON voucher_holders (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX holders_by_time ON voucher_holders (recorded_at);

-- What accounts have got for vouchers. Without the account once the person is erased.
CREATE TABLE account_products (
    id          uuid        PRIMARY KEY,
    merchant_id text        NOT NULL,
    account_id  text        CHECK (account_id = lower(account_id)),
    campaign_id text        NOT NULL,
    seq         bigint      NOT NULL,
    product_id  text        NOT NULL,
    created_at  timestamptz NOT NULL,
    CONSTRAINT one_product_a_voucher UNIQUE (campaign_id, seq)
);
CREATE INDEX products_by_time ON account_products (created_at) WHERE account_id IS NOT NULL;
CREATE INDEX products_of_account ON account_products (account_id, merchant_id, created_at, id) WHERE account_id IS NOT NULL;

-- Who wants to hear of what.
CREATE TABLE subscriptions (
    id                    uuid        PRIMARY KEY,
    -- webhook, or connector: the one address that is configured for voucher events (contract S3).
    kind                  text        NOT NULL DEFAULT 'webhook' CHECK (kind IN ('webhook', 'connector')),
    -- Whose campaigns it hears of, and who manages it; NULL: of all, and operators do.
    merchant_id           text,
    url                   text        NOT NULL,
    types                 text[]      NOT NULL CHECK (cardinality(types) > 0),
    description           text        NOT NULL DEFAULT '',
    state                 text        NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled')),
    disabled_reason       text,
    secret                bytea       CHECK ((secret IS NULL) = (kind = 'connector')),
    -- Signs beside the new one until then.
    previous_secret       bytea,
    previous_secret_until timestamptz,
    created_by            text        NOT NULL,
    created_at            timestamptz NOT NULL,
    revision              bigint      NOT NULL DEFAULT 1,
    CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
);
CREATE INDEX subscriptions_of_merchant ON subscriptions (merchant_id, id);

-- Statements that change a voucher write an event only of a type that somebody wants.
CREATE VIEW wanted_events AS SELECT unnest(types) AS type FROM subscriptions WHERE state = 'active';

-- The outbox: written by the statement that makes the change, spread to the subscriptions that want it afterwards.
CREATE TABLE events (
    id          uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    type        text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    campaign_id text,
    -- Of events of vouchers.
    seq         bigint,
    -- What is told; known when the event is spread.
    data        jsonb,
    spread_at   timestamptz,
    CHECK (spread_at IS NULL OR data IS NOT NULL)
);
CREATE INDEX unspread_events ON events (number) WHERE spread_at IS NULL;
CREATE INDEX events_of_voucher ON events (campaign_id, seq) WHERE seq IS NOT NULL;
CREATE INDEX spread_events ON events (spread_at) WHERE spread_at IS NOT NULL;

-- An event on its way to a subscription.
CREATE TABLE deliveries (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subscription_id uuid        NOT NULL REFERENCES subscriptions ON DELETE CASCADE,
    event_id        uuid        NOT NULL REFERENCES events ON DELETE CASCADE,
    state           text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'parked')),
    -- Begun ones; also tells whether somebody else has begun a later one.
    attempts        integer     NOT NULL DEFAULT 0,
    -- Those of them that were begun before it was last sent again: the pauses between attempts begin anew.
    attempts_before integer     NOT NULL DEFAULT 0,
    -- While an attempt is under way, when it is taken for lost.
    next_attempt_at timestamptz NOT NULL,
    give_up_at      timestamptz NOT NULL,
    last_attempt_at timestamptz,
    last_status     integer,
    last_error      text,
    ended_at        timestamptz,
    created_at      timestamptz NOT NULL,
    UNIQUE (subscription_id, event_id),
    CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX due_deliveries ON deliveries (subscription_id, next_attempt_at) WHERE state = 'pending';
CREATE INDEX deliveries_of_subscription ON deliveries (subscription_id, id);
CREATE INDEX ended_deliveries ON deliveries (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX deliveries_of_event ON deliveries (event_id);

-- Vouchers that merchants' systems told of (contract S3), merged from their events.
CREATE TABLE reported_vouchers (
    merchant_id  text        NOT NULL,
    voucher_code text        NOT NULL,
    -- By field, its value as a text and the time that it is of, in nanoseconds since 1970. What was erased has a time and no value.
    fields       jsonb       NOT NULL,
    times        jsonb       NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, voucher_code)
);
CREATE INDEX reported_referrers ON reported_vouchers (lower(fields ->> 'referrerId')) WHERE fields ->> 'referrerId' IS NOT NULL;
CREATE INDEX reports_of_persons ON reported_vouchers (updated_at) WHERE fields ?| ARRAY['referrerId', 'custom'];

-- Look-ups of vouchers that there are not, or that are somebody else's, by caller and hour. Never the code.
CREATE TABLE missed_lookups (
    hour         timestamptz NOT NULL,
    principal_id text        NOT NULL,
    address      text        NOT NULL,
    misses       bigint      NOT NULL,
    refusals     bigint      NOT NULL DEFAULT 0,
    last_at      timestamptz NOT NULL,
    PRIMARY KEY (hour, principal_id, address)
);
CREATE INDEX missed_lookups_of_principal ON missed_lookups (principal_id, hour, address);
CREATE INDEX missed_lookups_of_address ON missed_lookups (address, hour, principal_id);
