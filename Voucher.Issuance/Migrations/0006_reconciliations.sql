-- Reconciliations: what came of comparing a distributor's journal of a day with the ledger. Their ids tell nothing of how many there are.
CREATE TABLE reconciliations (
    id                   uuid        PRIMARY KEY,
    distributor_id       text        NOT NULL,
    day                  date        NOT NULL,
    time_zone            text        NOT NULL,
    at_tolerance_seconds integer     NOT NULL,
    created_at           timestamptz NOT NULL,
    -- journal_rows = matched + different + missing_here + duplicates, and our_vouchers = matched + different + missing_there.
    journal_rows         bigint      NOT NULL,
    our_vouchers         bigint      NOT NULL,
    matched              bigint      NOT NULL,
    missing_here         bigint      NOT NULL,
    missing_there        bigint      NOT NULL,
    different            bigint      NOT NULL,
    duplicates           bigint      NOT NULL,
    -- Since when it is being deleted, bit by bit. Nobody is shown it any more.
    expired_at           timestamptz,
    CONSTRAINT every_row_is_counted_once CHECK (journal_rows = matched + different + missing_here + duplicates),
    CONSTRAINT every_voucher_is_counted_once CHECK (our_vouchers = matched + different + missing_there)
);
CREATE INDEX reconciliations_of_distributor ON reconciliations (distributor_id, created_at, id);
CREATE INDEX reconciliations_by_time ON reconciliations (created_at, id);

-- Row by row. Without a foreign key, whose check would cost more than the writing; only who deletes reconciliations deletes these, and these first.
CREATE TABLE reconciliation_differences (
    reconciliation_id    uuid        NOT NULL,
    kind                 text        NOT NULL CHECK (kind IN ('different', 'duplicate', 'missing_here', 'missing_there')),
    -- The journal's line; for vouchers that the journal lacks, their order by time.
    number               bigint      NOT NULL,
    -- Of a voucher that is missing here, what is known of it.
    detail               text        CHECK ((detail IS NOT NULL) = (kind = 'missing_here')
                                            AND detail IN ('unknown', 'declined', 'returned', 'issued_on_another_day')),
    -- Of one that is different, in which fields.
    differs              text[]      CHECK ((differs IS NOT NULL) = (kind = 'different')),
    -- Of a duplicate, the line that is counted.
    first_line           bigint      CHECK ((first_line IS NOT NULL) = (kind = 'duplicate')),
    -- What the journal says.
    journal_request_id   text,
    journal_voucher_code text,
    journal_terminal_id  text,
    journal_at           timestamptz,
    -- What the ledger says.
    campaign_id          text,
    request_id           text,
    voucher_code         text,
    serial_number        text,
    terminal_id          text,
    issued_at            timestamptz,
    state                text,
    PRIMARY KEY (reconciliation_id, kind, number)
);
