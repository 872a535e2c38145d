DELETE FROM read.owner_key
WHERE organization_id = $1
