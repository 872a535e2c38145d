SELECT e.organization_id, e.position, e.aggregate_type, e.aggregate_id, e.sequence, e.event_id, e.event_type,
       e.event_version, e.payload::text AS payload, e.metadata::text AS metadata, e.effective_at, e.reported_at,
       e.recorded_at, e.command_id, e.supersedes, e.digest
FROM unnest($3::uuid[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT * FROM ledger.events x
    WHERE x.organization_id = $1 AND x.aggregate_type = $2 AND x.aggregate_id = wanted.id
    ORDER BY x.organization_id, x.aggregate_type, x.aggregate_id, x.sequence
    LIMIT $4) AS e
