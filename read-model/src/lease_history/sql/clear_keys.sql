DELETE FROM read.lease_key
WHERE organization_id = $1
