-- Whole rows are compared, so that the one index in their order can serve the question: with single equalities the order
-- is redundant, and where statistics are missing another index, and with it the organization's history, looks as good.
SELECT e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
       e.event_version, e.payload::text AS payload, e.metadata::text AS metadata, e.effective_at, e.reported_at,
       e.recorded_at, e.command_id, e.supersedes, e.digest
FROM unnest($3::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.events x
    WHERE (x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence) > ($1, $2, wanted.id, 0)
      AND (x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence)
          <= ($1, $2, wanted.id, 9223372036854775807)
    ORDER BY x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence
    LIMIT $4) AS e
