-- Events after a position up to another, as a follower asks for them.
SELECT position, event_id, recorded_at FROM ledger.events
WHERE organization_id = $1::uuid AND position > $2::bigint AND position <= $3::bigint
ORDER BY position
