DELETE FROM read.ownership_change
WHERE organization_id = $1
