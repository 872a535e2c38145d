-- Commits after an instant, as a follower asks for them.
SELECT from_position, to_position, recorded_at FROM ledger.commits
WHERE organization_id = $1::uuid AND recorded_at > $2::timestamptz
ORDER BY recorded_at
LIMIT 500
