DELETE FROM read.lease_history
WHERE organization_id = $1
