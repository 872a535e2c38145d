DELETE FROM read.well_test
WHERE organization_id = $1 AND well_id = ANY ($2::uuid[])
