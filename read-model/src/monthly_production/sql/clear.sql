DELETE FROM read.monthly_production
WHERE organization_id = $1
