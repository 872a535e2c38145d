DELETE FROM read.afe_party
WHERE organization_id = $1
