-- Why claims did not become vouchers.
--
-- $1 campaigns, $2 sequence numbers, $3 epochs, $4 claim numbers, $5 distributors, $6 request ids: one array a column
-- Answer: a row a claim, by position: whether its code is issued, and by this very claim; whether its epoch is past or it is abandoned;
--         and the voucher that its request has, if any
--
-- Read after the writing transaction: what refuses a claim never goes away, so this finds it.
SELECT holder.seq IS NOT NULL AS is_code_issued,
       (holder.epoch = given.epoch AND holder.claim = given.claim) IS TRUE AS is_own,
       pools.epoch IS DISTINCT FROM given.epoch
           OR EXISTS (SELECT FROM abandoned_claims AS abandoned
                      WHERE abandoned.campaign_id = given.campaign_id
                        AND abandoned.epoch = given.epoch AND abandoned.claim = given.claim) AS is_lapsed,
       answered.campaign_id, answered.code, answered.serial_number, answered.category_id, answered.product_id,
       answered.fingerprint, answered.issued_at, answered.expires_at,
       answered.confirm_by, answered.confirmed_at, answered.returned_at
FROM unnest($1, $2, $3, $4, $5, $6)
    WITH ORDINALITY AS given (campaign_id, seq, epoch, claim, distributor_id, request_id, position)
LEFT JOIN pools ON pools.campaign_id = given.campaign_id
LEFT JOIN issued_vouchers AS holder ON holder.campaign_id = given.campaign_id AND holder.seq = given.seq
LEFT JOIN issued_vouchers AS answered
    ON answered.distributor_id = given.distributor_id AND answered.request_id = given.request_id
ORDER BY given.position
