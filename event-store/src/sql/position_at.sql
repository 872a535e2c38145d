SELECT to_position
FROM ledger.commits
WHERE organization_id = $1 AND recorded_at <= $2
ORDER BY organization_id DESC, recorded_at DESC
LIMIT 1
