DELETE FROM read.well_test
WHERE organization_id = $1
