SELECT command_id, fingerprint, from_position, to_position, recorded_at
FROM ledger.commands
WHERE organization_id = $1 AND command_id = ANY ($2)
