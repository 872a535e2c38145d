-- What a follower would be given next.
SELECT position FROM ledger.events
WHERE organization_id = $1::uuid AND position > $2::bigint
ORDER BY position
LIMIT 1
