SELECT sequence
FROM ledger.events
WHERE organization_id = $1 AND aggregate_type = $2 AND aggregate_id = $3
ORDER BY organization_id DESC, aggregate_type DESC, aggregate_id DESC, sequence DESC
LIMIT 1
