DELETE FROM read.interest_history
WHERE organization_id = $1
