SELECT organization_id, position, aggregate_type, aggregate_id, sequence, event_id, event_type, event_version,
       payload::text AS payload, metadata::text AS metadata, effective_at, reported_at, recorded_at, command_id,
       supersedes, digest
FROM ledger.events
WHERE organization_id = $1 AND position = ANY (ARRAY(SELECT caused FROM ledger.caused_by($2, $3, $4)))
ORDER BY organization_id, position
