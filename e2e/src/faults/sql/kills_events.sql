SELECT position, aggregate_id, sequence, event_id, recorded_at, command_id FROM ledger.events
WHERE organization_id = $1::uuid
ORDER BY position
