SELECT from_position, to_position, recorded_at, format, chain
FROM ledger.commits
WHERE organization_id = $1 AND recorded_at > $2 AND recorded_at <= $3
ORDER BY organization_id, recorded_at
LIMIT $4
