INSERT INTO read.production_history (
    organization_id, production_month_id, from_position, to_position, effective_from, effective_to, from_day, to_day, well_id,
    completion, month, lease, days_on, oil_bbl, oil_said, condensate_bbl, condensate_said, gas_mcf, gas_said, gas_base_psia,
    gas_base_temp_f, water_bbl, water_said, injection, injection_said
)
SELECT $1::uuid, b.production_month_id, b.from_position, b.to_position, b.effective_from, b.effective_to, b.from_day, b.to_day,
    b.well_id, b.completion, b.month, b.lease, b.days_on, b.oil_bbl, b.oil_said, b.condensate_bbl, b.condensate_said,
    b.gas_mcf, b.gas_said, b.gas_base_psia, b.gas_base_temp_f, b.water_bbl, b.water_said, b.injection, b.injection_said
FROM unnest(
    $2::uuid[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::date[], $8::date[], $9::uuid[],
    $10::text[], $11::date[], $12::text[], $13::integer[], $14::numeric[], $15::text[], $16::numeric[], $17::text[],
    $18::numeric[], $19::text[], $20::text[], $21::text[], $22::numeric[], $23::text[], $24::numeric[], $25::text[]
) AS b (
    production_month_id, from_position, to_position, effective_from, effective_to, from_day, to_day, well_id, completion,
    month, lease, days_on, oil_bbl, oil_said, condensate_bbl, condensate_said, gas_mcf, gas_said, gas_base_psia,
    gas_base_temp_f, water_bbl, water_said, injection, injection_said
)
