DELETE FROM read.lease_history
WHERE organization_id = $1 AND lease_id = ANY ($2)
