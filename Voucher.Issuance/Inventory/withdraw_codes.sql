-- Takes back the codes of a campaign that have no voucher.
--
-- @campaignId, @reason, @user, @now
-- Answer: how many codes this has taken back, and how many of the campaign are issued
--
-- Runs under the campaign's exclusive lock, so no ledger write is under way and the ledger's rows are final. The new epoch makes the ledger refuse
-- all claims that were made before (1); issued_through at the end of the inventory keeps every rebuild and fill from loading the codes again. Sequence
-- numbers have no gaps, so what is neither issued nor withdrawn can be reckoned without looking at each code.
WITH pool AS (
    SELECT last_seq, withdrawn, returns,
           last_seq - issued_through - above.issued AS unissued
    FROM pools,
         LATERAL (SELECT count(*) AS issued FROM issued_vouchers AS issued
                  WHERE issued.campaign_id = @campaignId AND issued.seq > pools.issued_through) AS above
    WHERE pools.campaign_id = @campaignId
), moved AS (
    UPDATE pools
    SET epoch = pools.epoch + 1, issued_through = pools.last_seq, withdrawn = pools.withdrawn + pool.unissued
    FROM pool
    WHERE pools.campaign_id = @campaignId
), noted AS (
    INSERT INTO withdrawals (campaign_id, through_seq, withdrawn, reason, created_by, created_at)
    SELECT @campaignId, last_seq, unissued, @reason, @user, @now FROM pool
)
SELECT unissued, last_seq - withdrawn - unissued - returns FROM pool
