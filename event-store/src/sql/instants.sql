SELECT sequence, position, effective_at, recorded_at
FROM ledger.events
WHERE organization_id = $1 AND aggregate_type = $2 AND aggregate_id = $3 AND sequence > $4
ORDER BY organization_id, aggregate_type, aggregate_id, sequence
LIMIT $5
