INSERT INTO read.monthly_production AS m (
    organization_id, production_month_id, well_id, completion, month, lease, days_on, oil_bbl, oil_said,
    condensate_bbl, condensate_said, gas_mcf, gas_said, gas_base_psia, gas_base_temp_f, water_bbl, water_said,
    injection, injection_said, effective_at, locked_at, aggregate, max_effective_at, anomalies, version, position,
    recorded_at, reported_at
)
SELECT
    $1::uuid, b.production_month_id, b.well_id, b.completion, b.month, b.lease, b.days_on, b.oil_bbl, b.oil_said,
    b.condensate_bbl, b.condensate_said, b.gas_mcf, b.gas_said, b.gas_base_psia, b.gas_base_temp_f, b.water_bbl,
    b.water_said, b.injection, b.injection_said, b.effective_at, b.locked_at, b.aggregate::json, b.max_effective_at,
    b.anomalies::json, b.version, b.position, b.recorded_at, b.reported_at
FROM unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::text[], $7::integer[], $8::numeric[], $9::text[],
    $10::numeric[], $11::text[], $12::numeric[], $13::text[], $14::text[], $15::text[], $16::numeric[], $17::text[],
    $18::numeric[], $19::text[], $20::timestamptz[], $21::timestamptz[], $22::text[], $23::timestamptz[],
    $24::text[], $25::bigint[], $26::bigint[], $27::timestamptz[], $28::timestamptz[]
) AS b (
    production_month_id, well_id, completion, month, lease, days_on, oil_bbl, oil_said, condensate_bbl,
    condensate_said, gas_mcf, gas_said, gas_base_psia, gas_base_temp_f, water_bbl, water_said, injection,
    injection_said, effective_at, locked_at, aggregate, max_effective_at, anomalies, version, position, recorded_at,
    reported_at
)
ON CONFLICT (organization_id, build, production_month_id) DO UPDATE SET
    well_id = excluded.well_id,
    completion = excluded.completion,
    month = excluded.month,
    lease = excluded.lease,
    days_on = excluded.days_on,
    oil_bbl = excluded.oil_bbl,
    oil_said = excluded.oil_said,
    condensate_bbl = excluded.condensate_bbl,
    condensate_said = excluded.condensate_said,
    gas_mcf = excluded.gas_mcf,
    gas_said = excluded.gas_said,
    gas_base_psia = excluded.gas_base_psia,
    gas_base_temp_f = excluded.gas_base_temp_f,
    water_bbl = excluded.water_bbl,
    water_said = excluded.water_said,
    injection = excluded.injection,
    injection_said = excluded.injection_said,
    effective_at = excluded.effective_at,
    locked_at = excluded.locked_at,
    aggregate = excluded.aggregate,
    max_effective_at = excluded.max_effective_at,
    anomalies = excluded.anomalies,
    version = excluded.version,
    position = excluded.position,
    recorded_at = excluded.recorded_at,
    reported_at = excluded.reported_at
