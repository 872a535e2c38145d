DELETE FROM read.wellbore
WHERE organization_id = $1
