-- What merchants' systems told of a person: of its vouchers, and of vouchers that it made.
--
-- $1 to $3 the vouchers' campaigns, numbers and merchants, $4 the account, or NULL
WITH reported AS (
    SELECT vouchers.merchant_id, issued.code AS voucher_code
    FROM unnest($1, $2, $3) AS vouchers (campaign_id, seq, merchant_id)
    JOIN issued_vouchers AS issued ON issued.campaign_id = vouchers.campaign_id AND issued.seq = vouchers.seq
    WHERE issued.returned_at IS NULL
    UNION
    SELECT merchant_id, voucher_code FROM reported_vouchers WHERE lower(fields ->> 'referrerId') = lower($4)
)
SELECT merchant_id, fields, times FROM reported_vouchers JOIN reported USING (merchant_id, voucher_code) ORDER BY merchant_id, voucher_code
