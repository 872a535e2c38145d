SELECT kind, key, aggregate_type, aggregate_id
FROM ledger.claims
WHERE organization_id = $1 AND (kind, key) > ($2, $3)
ORDER BY organization_id, kind, key
LIMIT $4
