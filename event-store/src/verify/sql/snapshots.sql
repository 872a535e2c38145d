SELECT aggregate_type, aggregate_id, sequence, state_version, state::text AS state, max_effective_at, position, event_id,
       recorded_at, anomalies::text AS anomalies, digest
FROM ledger.snapshots
WHERE organization_id = $1 AND (aggregate_type, aggregate_id, sequence, state_version) > ($2, $3, $4, $5)
ORDER BY organization_id, aggregate_type, aggregate_id, sequence, state_version
LIMIT $6
