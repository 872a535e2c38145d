-- Whole rows are compared, so that the one index in their order can serve the question: with single equalities the order
-- is redundant, and where statistics are missing another index, and with it the organization's history, looks as good.
SELECT organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
       payload::text AS payload, metadata::text AS metadata, effective_at, reported_at, recorded_at, command_id,
       supersedes, digest
FROM ledger.events
WHERE (organization_id, aggregate_type, aggregate_id, sequence) > ($1, $2, $3, $4)
  AND (organization_id, aggregate_type, aggregate_id, sequence) <= ($1, $2, $3, 9223372036854775807)
ORDER BY organization_id, aggregate_type, aggregate_id, sequence
LIMIT $5
