SELECT from_position, to_position, recorded_at FROM ledger.commits
WHERE organization_id = $1::uuid
ORDER BY recorded_at
