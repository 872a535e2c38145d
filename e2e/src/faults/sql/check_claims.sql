SELECT key, aggregate_id FROM ledger.claims
WHERE organization_id = $1::uuid AND kind = $2::text AND aggregate_type = $3::text
