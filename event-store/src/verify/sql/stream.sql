SELECT organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
       payload::text AS payload, metadata::text AS metadata, effective_at, reported_at, recorded_at, command_id,
       supersedes, digest
FROM ledger.events
WHERE organization_id = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND sequence > $4 AND sequence <= $5
ORDER BY organization_id, aggregate_type, aggregate_id, sequence
LIMIT $6
