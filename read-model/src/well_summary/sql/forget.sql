DELETE FROM read.well_summary
WHERE organization_id = $1 AND well_id = ANY ($2)
