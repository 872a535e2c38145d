DELETE FROM read.monthly_production
WHERE organization_id = $1 AND production_month_id = ANY ($2)
