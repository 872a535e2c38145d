-- 240 months a completion, of as many wells as it takes.
INSERT INTO read.production_history (organization_id, production_month_id, from_position, effective_from, effective_to, from_day,
    to_day, well_id, completion, month, lease, days_on, oil_bbl, oil_said, condensate_said, gas_mcf, gas_said, gas_base_psia,
    gas_base_temp_f, water_bbl, water_said, injection_said)
SELECT $1, md5('m' || n)::uuid, 1, m.month + interval '27 days', '10001-01-01Z', m.month + 27, '10001-01-01', md5('w' || n / 240)::uuid,
    'A1', m.month, 'G' || n / 2400, 30, 1000 + n % 977, 'reported', 'not_reported', 5000 + n % 4999, 'reported', '14.73', '60',
    n % 313 + 1, 'reported', 'not_reported'
FROM generate_series(0, $2::integer - 1) AS n
CROSS JOIN LATERAL (SELECT (date '2001-01-01' + make_interval(months => n % 240))::date AS month) AS m
