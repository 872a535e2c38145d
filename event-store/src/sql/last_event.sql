SELECT position
FROM ledger.events
WHERE organization_id = $1
ORDER BY organization_id DESC, position DESC
LIMIT 1
