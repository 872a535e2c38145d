DELETE FROM read.owner_history
WHERE organization_id = $1
