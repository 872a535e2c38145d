DELETE FROM read.well_history
WHERE organization_id = $1 AND well_id = ANY ($2)
