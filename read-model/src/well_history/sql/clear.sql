DELETE FROM read.well_history
WHERE organization_id = $1
