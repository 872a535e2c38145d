DELETE FROM read.completion
WHERE organization_id = $1
