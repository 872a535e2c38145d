-- Whole rows are compared, so that the one index in their order can serve the question: with single equalities the order
-- is redundant, and where statistics are missing another index, and with it the organization's history, looks as good.
SELECT event_id, aggregate_type, aggregate_id, sequence, recorded_at
FROM ledger.events
WHERE (organization_id, position) >= ($1, $2) AND (organization_id, position) <= ($1, $3)
ORDER BY organization_id, position
