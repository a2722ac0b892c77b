-- What a reconciliation works on. It is gone with the transaction, whatever becomes of that.
CREATE TEMP TABLE journal (
    line         bigint NOT NULL,
    request_id   text,
    voucher_code text,
    terminal_id  text,
    at           timestamptz
) ON COMMIT DROP;

CREATE TEMP TABLE day_vouchers (
    voucher       bigint      NOT NULL,
    campaign_id   text        NOT NULL,
    seq           bigint      NOT NULL,
    request_id    text,
    code          text        NOT NULL,
    serial_number text,
    terminal_id   text        NOT NULL,
    issued_at     timestamptz NOT NULL,
    state         text        NOT NULL
) ON COMMIT DROP;

CREATE TEMP TABLE pairs (
    line       bigint NOT NULL,
    -- The voucher that the line is about, or NULL.
    voucher    bigint,
    -- The first line that is about the same; the line itself unless it is a repetition.
    first_line bigint NOT NULL,
    -- In which fields the line and its voucher differ; NULL for none.
    differs    text[]
) ON COMMIT DROP;
