-- Declined requests, newest first.
-- Parameters, each NULL for any: distributorId, terminalId, reason; from (included) and to (not); afterAt and afterId: those behind this one; howMany.
SELECT id, declined_at AS At, distributor_id AS DistributorId, terminal_id AS TerminalId, category_id AS CategoryId, product_id AS ProductId,
       request_id AS RequestId, reason
FROM declined_requests
WHERE (@distributorId::text IS NULL OR distributor_id = @distributorId)
  AND (@terminalId::text IS NULL OR terminal_id = @terminalId)
  AND (@reason::text IS NULL OR reason = @reason)
  AND declined_at >= coalesce(@from::timestamptz, '-infinity')
  AND declined_at < coalesce(@to::timestamptz, 'infinity')
  AND (@afterAt::timestamptz IS NULL OR (declined_at, id) < (@afterAt, @afterId))
ORDER BY declined_at DESC, id DESC
LIMIT @howMany
