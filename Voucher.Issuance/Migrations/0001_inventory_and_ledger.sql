-- A campaign's pool: which epoch its Redis side is of, and how far its codes have come.
CREATE TABLE pools (
    campaign_id    text   PRIMARY KEY,
    -- Raised by each rebuild of the Redis side. The ledger takes claims of this epoch only.
    epoch          bigint NOT NULL DEFAULT 0,
    -- The highest sequence number of the campaign's codes. Raised in the transaction that adds them, so what is
    -- committed up to it never grows later.
    last_seq       bigint NOT NULL DEFAULT 0,
    -- Every code up to this number is issued. Only keeps searches short.
    issued_through bigint NOT NULL DEFAULT 0
);

CREATE TABLE codes (
    campaign_id   text   NOT NULL REFERENCES pools,
    seq           bigint NOT NULL,
    -- Entries in Redis are split by tabs, so control characters have no place in either.
    code          text   NOT NULL CHECK (code <> '' AND code !~ '[[:cntrl:]]'),
    serial_number text   CHECK (serial_number <> '' AND serial_number !~ '[[:cntrl:]]'),
    PRIMARY KEY (campaign_id, seq),
    UNIQUE (campaign_id, code)
);

-- The ledger, and the truth. The primary key is what keeps a code from being issued twice, the unique index what keeps
-- a request from getting two vouchers. No foreign key to codes: its row locks would be written and flushed with each
-- voucher, and codes are only ever claimed out of that table.
CREATE TABLE issued_vouchers (
    campaign_id    text        NOT NULL,
    seq            bigint      NOT NULL,
    code           text        NOT NULL,
    serial_number  text,
    distributor_id text        NOT NULL,
    terminal_id    text        NOT NULL,
    category_id    text        NOT NULL,
    product_id     text,
    -- The partner's name for the request, and a digest of its other parameters.
    request_id     text,
    fingerprint    bytea,
    issued_at      timestamptz NOT NULL,
    expires_at     timestamptz,
    -- The claim that this row settles.
    epoch          bigint      NOT NULL,
    claim          bigint      NOT NULL,
    PRIMARY KEY (campaign_id, seq)
);

CREATE UNIQUE INDEX one_voucher_a_request ON issued_vouchers (distributor_id, request_id) WHERE request_id IS NOT NULL;

-- Claims that the sweeper gave up: the ledger refuses them, so their codes can go back to the pool. Rows of earlier
-- epochs are refused by their epoch and are deleted by the next rebuild.
CREATE TABLE abandoned_claims (
    campaign_id  text        NOT NULL,
    epoch        bigint      NOT NULL,
    claim        bigint      NOT NULL,
    abandoned_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (campaign_id, epoch, claim)
);

-- Requests that got no voucher, and why. For operators and reconciliation; written behind the answer.
CREATE TABLE declined_requests (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    declined_at    timestamptz NOT NULL,
    distributor_id text        NOT NULL,
    terminal_id    text        NOT NULL,
    category_id    text        NOT NULL,
    product_id     text,
    request_id     text,
    campaign_id    text,
    reason         text        NOT NULL
);

CREATE INDEX declined_requests_by_distributor ON declined_requests (distributor_id, declined_at);
