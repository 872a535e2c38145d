DELETE FROM read.well_summary
WHERE organization_id = $1
