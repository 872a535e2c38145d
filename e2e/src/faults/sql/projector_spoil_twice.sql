-- A month whose oil was added once too often.
UPDATE read.monthly_production SET oil_bbl = oil_bbl * 2
WHERE (organization_id, production_month_id) IN
    (SELECT organization_id, production_month_id FROM read.monthly_production WHERE oil_bbl > 0
     ORDER BY organization_id, production_month_id LIMIT 1)
