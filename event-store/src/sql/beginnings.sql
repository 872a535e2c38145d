SELECT e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
       e.event_version, e.payload::text AS payload, e.metadata::text AS metadata, e.effective_at, e.reported_at,
       e.recorded_at, e.command_id, e.supersedes, e.digest
FROM unnest($3::uuid[], $4::bigint[]) AS w (id, below)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.events x
    WHERE x.organization_id = $1 AND x.aggregate_type = $2 AND x.aggregate_id = w.id AND x.sequence < w.below
    ORDER BY x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence
    LIMIT $5) AS e
