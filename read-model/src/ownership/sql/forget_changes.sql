DELETE FROM read.ownership_change
WHERE organization_id = $1 AND division_id = ANY ($2)
