SELECT organization_id, command_id, fingerprint, from_position, to_position FROM ledger.commands
