SELECT event_id FROM ledger.events
WHERE organization_id = $1::uuid
ORDER BY position
