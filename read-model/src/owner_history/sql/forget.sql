DELETE FROM read.owner_history
WHERE organization_id = $1 AND owner_id = ANY ($2)
