DELETE FROM read.lease_key
WHERE organization_id = $1 AND lease_id = ANY ($2)
