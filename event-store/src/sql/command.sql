SELECT fingerprint, from_position, to_position
FROM ledger.commands
WHERE organization_id = $1 AND command_id = $2
