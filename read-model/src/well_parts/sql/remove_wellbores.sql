DELETE FROM read.wellbore
WHERE organization_id = $1 AND well_id = ANY ($2::uuid[])
