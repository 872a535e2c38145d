DELETE FROM read.daily_production
WHERE organization_id = $1
