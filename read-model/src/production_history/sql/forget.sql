DELETE FROM read.production_history
WHERE organization_id = $1 AND production_month_id = ANY ($2)
