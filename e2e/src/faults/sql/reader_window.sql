-- A stretch that was read before.
SELECT position, event_id FROM ledger.events
WHERE organization_id = $1::uuid AND position > $2::bigint - 200 AND position <= $2::bigint
ORDER BY position
