DELETE FROM read.production_history
WHERE organization_id = $1
