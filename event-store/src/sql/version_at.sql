-- Whole rows are compared, so that the one index in their order can serve the question: with single equalities the order
-- is redundant, and where statistics are missing another index, and with it the organization's history, looks as good.
SELECT sequence
FROM ledger.events
WHERE (organization_id, aggregate_type, aggregate_id, sequence) > ($1, $2, $3, 0)
  AND (organization_id, aggregate_type, aggregate_id, sequence) <= ($1, $2, $3, 9223372036854775807)
  AND position <= $4
ORDER BY organization_id DESC, aggregate_type DESC, aggregate_id DESC, sequence DESC
LIMIT 1
