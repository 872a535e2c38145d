DELETE FROM read.division_history
WHERE organization_id = $1
