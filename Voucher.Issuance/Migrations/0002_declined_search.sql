-- Operators search declined requests newest first, by distributor, by terminal, by reason or by time alone. Each index ends with what the pages
-- go on by.
DROP INDEX declined_requests_by_distributor;
CREATE INDEX declined_requests_by_time ON declined_requests (declined_at, id);
CREATE INDEX declined_requests_by_distributor ON declined_requests (distributor_id, declined_at, id);
CREATE INDEX declined_requests_by_terminal ON declined_requests (terminal_id, declined_at, id);
CREATE INDEX declined_requests_by_reason ON declined_requests (reason, declined_at, id);
