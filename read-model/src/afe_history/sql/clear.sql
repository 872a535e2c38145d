DELETE FROM read.afe_history
WHERE organization_id = $1
