-- How far each organization's ledger goes.
SELECT organization_id, max(to_position) FROM ledger.commits GROUP BY organization_id
