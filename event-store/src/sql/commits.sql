SELECT from_position, to_position, recorded_at, chain
FROM ledger.commits
WHERE organization_id = $1 AND to_position > $2
ORDER BY organization_id, to_position
LIMIT $3
