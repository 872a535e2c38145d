DELETE FROM read.afe_history
WHERE organization_id = $1 AND afe_id = ANY ($2)
