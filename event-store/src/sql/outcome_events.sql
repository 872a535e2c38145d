SELECT event_id, aggregate_type, aggregate_id, sequence, recorded_at
FROM ledger.events
WHERE organization_id = $1 AND position BETWEEN $2 AND $3
ORDER BY organization_id, position
