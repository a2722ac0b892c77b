-- Capacity rules, vouchers that wait for a confirmation, ordered lists of products, and partners' lists of their transactions.

ALTER TABLE issued_vouchers
    -- The day, in the campaign's zone when it was claimed, that the voucher counts for. NULL in rows from before there were limits.
    ADD COLUMN campaign_day  date,
    -- Until when it has to be confirmed; NULL for vouchers that need no confirmation.
    ADD COLUMN confirm_by    timestamptz,
    ADD COLUMN confirmed_at  timestamptz,
    -- When its time was over without a confirmation. Its code went on under a new sequence number then; this row keeps the old one for good.
    ADD COLUMN returned_at   timestamptz,
    -- Numbers a campaign's returned vouchers, without gaps and in the order of their commits: the counters in Redis know up to which number
    -- they have taken returns back.
    ADD COLUMN return_number bigint,
    ADD CONSTRAINT only_unconfirmed_vouchers_come_back CHECK (returned_at IS NULL OR (confirm_by IS NOT NULL AND confirmed_at IS NULL)),
    ADD CONSTRAINT returned_vouchers_are_numbered CHECK ((returned_at IS NULL) = (return_number IS NULL));

-- How many vouchers of the campaign came back. Moves in the transaction that returns them.
ALTER TABLE pools ADD COLUMN returns bigint NOT NULL DEFAULT 0;

CREATE INDEX vouchers_of_day ON issued_vouchers (campaign_id, campaign_day);
CREATE INDEX vouchers_of_distributor ON issued_vouchers (distributor_id, issued_at);
CREATE INDEX unconfirmed_vouchers ON issued_vouchers (confirm_by)
    WHERE confirm_by IS NOT NULL AND confirmed_at IS NULL AND returned_at IS NULL;
CREATE UNIQUE INDEX returned_vouchers ON issued_vouchers (campaign_id, return_number) WHERE return_number IS NOT NULL;

-- What a request of ordered products asked for; category_id is then the first of them.
ALTER TABLE declined_requests ADD COLUMN product_ids text[] CHECK (product_ids[1] = category_id);
CREATE INDEX declined_requests_by_request ON declined_requests (distributor_id, request_id, declined_at) WHERE request_id IS NOT NULL;
