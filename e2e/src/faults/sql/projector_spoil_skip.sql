-- A month as if its newest event had been skipped.
UPDATE read.monthly_production SET version = version - 1
WHERE (organization_id, production_month_id) IN
    (SELECT organization_id, production_month_id FROM read.monthly_production WHERE version > 1
     ORDER BY organization_id, production_month_id LIMIT 1)
