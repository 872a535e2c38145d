SELECT digest
FROM ledger.events
WHERE organization_id = $1 AND position > $2 AND position <= $3
ORDER BY organization_id, position
LIMIT $4
