-- Rows as a projector and the store's caches keep them, beside the ledger.
DO $$
BEGIN
    INSERT INTO read.checkpoint (projection, version, organization_id, position, incarnation)
    SELECT 'anything', 1, '{organization}', 3, h.incarnation FROM ledger.head h WHERE h.organization_id = '{organization}';

    INSERT INTO read.well_summary (
        organization_id, well_id, aggregate, boundaries, anomalies, version, position, recorded_at)
    SELECT '{organization}', gen_random_uuid(), '{}', '{}', '[]', 1, n, now() FROM generate_series(1, 30) AS n;

    INSERT INTO read.monthly_production (
        organization_id, production_month_id, well_id, completion, month, days_on, oil_bbl, gas_mcf, gas_base_psia, water_bbl,
        injection, effective_at, aggregate, anomalies, version, position, recorded_at)
    SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), 'c', '2024-01-01', 1, 1, 1, '14.73', 1, 0, now(), '{}', '[]', 1,
           n, now()
    FROM generate_series(1, 30) AS n;

    INSERT INTO ledger.snapshots (
        organization_id, aggregate_type, aggregate_id, sequence, state_version, state, max_effective_at, position, event_id,
        recorded_at, anomalies, digest)
    SELECT e.organization_id, e.aggregate_type, e.aggregate_id, e.sequence, 0, '{}', e.effective_at, e.position, e.event_id,
           e.recorded_at, '[]', e.digest
    FROM ledger.events e
    WHERE e.organization_id = '{organization}';
END;
$$
