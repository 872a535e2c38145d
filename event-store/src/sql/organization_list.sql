SELECT organization_id, slug, name, created_at, state, incarnation, last_position, recorded_at
FROM ledger.list_organizations()
