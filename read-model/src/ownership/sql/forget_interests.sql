DELETE FROM read.interest_history
WHERE organization_id = $1 AND division_id = ANY ($2)
