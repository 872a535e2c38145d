SELECT to_position, recorded_at
FROM ledger.commits
WHERE organization_id = $1
ORDER BY organization_id DESC, to_position DESC
LIMIT 1
