INSERT INTO read.monthly_production AS m (
    organization_id, production_month_id, well_id, completion, month, lease, days_on, oil_bbl, gas_mcf,
    gas_base_psia, water_bbl, injection, effective_at, locked_at, aggregate,
    max_effective_at, anomalies, version, position, recorded_at
)
SELECT $1::uuid, b.production_month_id, b.well_id, b.completion, b.month, b.lease, b.days_on, b.oil_bbl, b.gas_mcf,
    b.gas_base_psia, b.water_bbl, b.injection, b.effective_at, b.locked_at, b.aggregate::json,
    b.max_effective_at, b.anomalies::json, b.version, b.position, b.recorded_at
FROM unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::date[], $6::text[], $7::integer[], $8::numeric[], $9::numeric[],
    $10::text[], $11::numeric[], $12::numeric[], $13::timestamptz[], $14::timestamptz[], $15::text[],
    $16::timestamptz[], $17::text[], $18::bigint[], $19::bigint[], $20::timestamptz[]
) AS b (
    production_month_id, well_id, completion, month, lease, days_on, oil_bbl, gas_mcf, gas_base_psia, water_bbl,
    injection, effective_at, locked_at, aggregate,
    max_effective_at, anomalies, version, position, recorded_at
)
ON CONFLICT (organization_id, production_month_id) DO UPDATE SET
    well_id = excluded.well_id,
    completion = excluded.completion,
    month = excluded.month,
    lease = excluded.lease,
    days_on = excluded.days_on,
    oil_bbl = excluded.oil_bbl,
    gas_mcf = excluded.gas_mcf,
    gas_base_psia = excluded.gas_base_psia,
    water_bbl = excluded.water_bbl,
    injection = excluded.injection,
    effective_at = excluded.effective_at,
    locked_at = excluded.locked_at,
    aggregate = excluded.aggregate,
    max_effective_at = excluded.max_effective_at,
    anomalies = excluded.anomalies,
    version = excluded.version,
    position = excluded.position,
    recorded_at = excluded.recorded_at
