-- Compares a journal with the ledger and writes the report.
--
-- @id: the reconciliation's id. @distributorId: whose journal; no statement reads another's rows. @from, @to: the day. @tolerance: seconds by which times
-- may differ. @most: how many differences of a kind are kept. @day, @timeZone, @now: for the report.
-- Reads the temporary table journal. Leaves every line of it counted once, and every live voucher of the day counted once; the table's constraints
-- hold it to that.
SET LOCAL work_mem = '64MB';
-- To compile statements that run once costs more than it saves.
SET LOCAL jit = off;

INSERT INTO day_vouchers
SELECT row_number() OVER (), campaign_id, seq, request_id, code, serial_number, terminal_id, issued_at,
       CASE WHEN returned_at IS NOT NULL THEN 'returned' WHEN confirm_by IS NOT NULL AND confirmed_at IS NULL THEN 'unconfirmed' ELSE 'acquired' END
FROM issued_vouchers
WHERE distributor_id = @distributorId AND issued_at >= @from AND issued_at < @to;

ANALYZE journal;
ANALYZE day_vouchers;

-- A line is about the live voucher of its request id; if there is none, about that of its code. Lines about nothing of ours repeat one another by what
-- they say. Each part is read once only: kept aside, a million rows would cost more than the joins.
INSERT INTO pairs
WITH live AS NOT MATERIALIZED (
    SELECT voucher, request_id, code FROM day_vouchers WHERE state <> 'returned'
), found AS NOT MATERIALIZED (
    SELECT journal.line, coalesce(named.voucher, coded.voucher) AS voucher,
           CASE WHEN named.voucher IS NULL AND coded.voucher IS NULL
                THEN coalesce('r' || journal.request_id, 'c' || journal.voucher_code) END AS said
    FROM journal
    LEFT JOIN live AS named ON named.request_id = journal.request_id
    LEFT JOIN (SELECT code, min(voucher) AS voucher FROM live GROUP BY code) AS coded
        ON coded.code = journal.voucher_code AND named.voucher IS NULL
), numbered AS (
    SELECT line, voucher, min(line) OVER (PARTITION BY voucher, said) AS first_line FROM found
)
SELECT numbered.line, numbered.voucher, numbered.first_line,
       CASE WHEN journal.request_id <> ours.request_id OR journal.voucher_code <> ours.code OR journal.terminal_id <> ours.terminal_id
                 OR journal.at NOT BETWEEN ours.issued_at - tolerance AND ours.issued_at + tolerance
            THEN array_remove(ARRAY[
                CASE WHEN journal.request_id <> ours.request_id THEN 'request_id' END,
                CASE WHEN journal.voucher_code <> ours.code THEN 'voucher_code' END,
                CASE WHEN journal.terminal_id <> ours.terminal_id THEN 'terminal_id' END,
                CASE WHEN journal.at NOT BETWEEN ours.issued_at - tolerance AND ours.issued_at + tolerance THEN 'at' END], NULL) END
FROM numbered
JOIN journal USING (line)
LEFT JOIN day_vouchers AS ours USING (voucher),
make_interval(secs => @tolerance) AS tolerance;

ANALYZE pairs;

INSERT INTO reconciliations (id, distributor_id, day, time_zone, at_tolerance_seconds, created_at, journal_rows, our_vouchers,
                             matched, missing_here, missing_there, different, duplicates)
SELECT @id, @distributorId, @day, @timeZone, @tolerance, @now, counts.journal_rows, vouchers.live,
       counts.matched, counts.missing_here, vouchers.live - counts.matched - counts.different, counts.different, counts.duplicates
FROM (SELECT count(*) AS journal_rows,
             count(*) FILTER (WHERE line <> first_line) AS duplicates,
             count(*) FILTER (WHERE line = first_line AND voucher IS NULL) AS missing_here,
             count(*) FILTER (WHERE line = first_line AND voucher IS NOT NULL AND differs IS NULL) AS matched,
             count(*) FILTER (WHERE line = first_line AND voucher IS NOT NULL AND differs IS NOT NULL) AS different
      FROM pairs) AS counts,
     (SELECT count(*) AS live FROM day_vouchers WHERE state <> 'returned') AS vouchers;

INSERT INTO reconciliation_differences (reconciliation_id, kind, number, differs, journal_request_id, journal_voucher_code, journal_terminal_id, journal_at,
                                        campaign_id, request_id, voucher_code, serial_number, terminal_id, issued_at, state)
SELECT @id, 'different', journal.line, pairs.differs, journal.request_id, journal.voucher_code, journal.terminal_id, journal.at,
       ours.campaign_id, ours.request_id, ours.code, ours.serial_number, ours.terminal_id, ours.issued_at, ours.state
FROM (SELECT * FROM pairs WHERE line = first_line AND voucher IS NOT NULL AND differs IS NOT NULL ORDER BY line LIMIT @most) AS pairs
JOIN journal USING (line)
JOIN day_vouchers AS ours USING (voucher);

INSERT INTO reconciliation_differences (reconciliation_id, kind, number, first_line, journal_request_id, journal_voucher_code, journal_terminal_id, journal_at,
                                        campaign_id, request_id, voucher_code, serial_number, terminal_id, issued_at, state)
SELECT @id, 'duplicate', journal.line, pairs.first_line, journal.request_id, journal.voucher_code, journal.terminal_id, journal.at,
       ours.campaign_id, ours.request_id, ours.code, ours.serial_number, ours.terminal_id, ours.issued_at, ours.state
FROM (SELECT * FROM pairs WHERE line <> first_line ORDER BY line LIMIT @most) AS pairs
JOIN journal USING (line)
LEFT JOIN day_vouchers AS ours USING (voucher);

INSERT INTO reconciliation_differences (reconciliation_id, kind, number, campaign_id, request_id, voucher_code, serial_number, terminal_id, issued_at, state)
SELECT @id, 'missing_there', row_number() OVER (ORDER BY issued_at, campaign_id, seq), campaign_id, request_id, code, serial_number, terminal_id, issued_at, state
FROM day_vouchers
WHERE state <> 'returned' AND NOT EXISTS (SELECT FROM pairs WHERE pairs.voucher = day_vouchers.voucher)
ORDER BY issued_at, campaign_id, seq LIMIT @most;

-- What the journal has and the day has not: is it a voucher of another day, one that came back, or a request that was declined? By request id it is
-- looked for in the whole ledger, by code among the inventory's codes, which know the number of the voucher that they went out with last.
INSERT INTO reconciliation_differences (reconciliation_id, kind, number, detail, journal_request_id, journal_voucher_code, journal_terminal_id, journal_at,
                                        campaign_id, request_id, voucher_code, serial_number, terminal_id, issued_at, state)
WITH leftover AS (
    SELECT journal.* FROM pairs JOIN journal USING (line) WHERE pairs.voucher IS NULL AND pairs.line = pairs.first_line ORDER BY line LIMIT @most
), returned_today AS (
    SELECT DISTINCT ON (code) campaign_id, seq, code FROM day_vouchers WHERE state = 'returned' ORDER BY code, voucher
), known AS (
    SELECT leftover.*, coalesce(named.campaign_id, coded.campaign_id, today.campaign_id) AS campaign_id, coalesce(named.seq, coded.seq, today.seq) AS seq
    FROM leftover
    LEFT JOIN issued_vouchers AS named ON named.distributor_id = @distributorId AND named.request_id = leftover.request_id
    LEFT JOIN LATERAL (
        SELECT issued_vouchers.campaign_id, issued_vouchers.seq
        FROM codes JOIN issued_vouchers USING (campaign_id, seq)
        WHERE codes.code = leftover.voucher_code COLLATE "C" AND issued_vouchers.distributor_id = @distributorId
        LIMIT 1
    ) AS coded ON named.seq IS NULL
    LEFT JOIN returned_today AS today ON today.code = leftover.voucher_code AND named.seq IS NULL AND coded.seq IS NULL
)
SELECT @id, 'missing_here', known.line,
       CASE WHEN ours.returned_at IS NOT NULL THEN 'returned'
            WHEN ours.seq IS NOT NULL THEN 'issued_on_another_day'
            WHEN EXISTS (SELECT FROM declined_requests WHERE distributor_id = @distributorId AND request_id = known.request_id) THEN 'declined'
            ELSE 'unknown' END,
       known.request_id, known.voucher_code, known.terminal_id, known.at,
       ours.campaign_id, ours.request_id, ours.code, ours.serial_number, ours.terminal_id, ours.issued_at,
       CASE WHEN ours.returned_at IS NOT NULL THEN 'returned' WHEN ours.confirm_by IS NOT NULL AND ours.confirmed_at IS NULL THEN 'unconfirmed'
            WHEN ours.seq IS NOT NULL THEN 'acquired' END
FROM known
LEFT JOIN issued_vouchers AS ours ON ours.campaign_id = known.campaign_id AND ours.seq = known.seq;
