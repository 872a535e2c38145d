SELECT to_position, recorded_at, chain
FROM ledger.commits
WHERE organization_id = $1
ORDER BY organization_id DESC, recorded_at DESC
LIMIT 1
