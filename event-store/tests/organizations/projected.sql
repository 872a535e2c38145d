-- Rows as a projector and the store's caches keep them, beside the ledger.
DO $$
BEGIN
    INSERT INTO read.checkpoint (projection, version, organization_id, position, incarnation)
    SELECT 'anything', 1, '{organization}', 3, h.incarnation FROM ledger.head h WHERE h.organization_id = '{organization}';

    INSERT INTO read.well_summary (
        organization_id, well_id, aggregate, boundaries, anomalies, version, position, recorded_at)
    SELECT '{organization}', gen_random_uuid(), '{}', '{}', '[]', 1, n, now() FROM generate_series(1, 30) AS n;

    INSERT INTO read.monthly_production (
        organization_id, production_month_id, well_id, completion, month, days_on, oil_bbl, oil_said, condensate_said, gas_mcf,
        gas_said, gas_base_psia, gas_base_temp_f, water_bbl, water_said, injection, injection_said, effective_at, aggregate,
        anomalies, version, position, recorded_at)
    SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), 'c', '2024-01-01', 1, 1, 'reported', 'withheld', 1, 'reported',
           '14.73', '60', 1, 'reported', 0, 'zero', now(), '{}', '[]', 1, n, now()
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.daily_production (organization_id, production_month_id, day, well_id, completion, document)
    SELECT '{organization}', gen_random_uuid(), '2024-01-01', gen_random_uuid(), 'c', '{}' FROM generate_series(1, 30) AS n;

    INSERT INTO read.wellbore (organization_id, well_id, place, document)
    SELECT '{organization}', gen_random_uuid(), n, '{}' FROM generate_series(1, 30) AS n;

    INSERT INTO read.completion (organization_id, well_id, completion, document)
    SELECT '{organization}', gen_random_uuid(), 'c', '{}' FROM generate_series(1, 30) AS n;

    INSERT INTO read.well_test (organization_id, well_id, tested_at, place, kind, document)
    SELECT '{organization}', gen_random_uuid(), now(), n, 'production', '{}' FROM generate_series(1, 30) AS n;

    INSERT INTO read.well_history (
        organization_id, well_id, from_position, effective_from, effective_to, from_day, to_day, sort_key, status, phase,
        operator, version, document)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', '2025-01-01', '2024-01-01', '2025-01-01', 'w', 'producing',
           'operating', 'o', 1, '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.production_history (
        organization_id, production_month_id, from_position, effective_from, effective_to, from_day, to_day, well_id, completion,
        month, oil_said, condensate_said, gas_said, water_said, injection_said)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-31', '2025-01-01', '2024-01-31', '2025-01-01', gen_random_uuid(),
           'c', '2024-01-01', 'withheld', 'withheld', 'withheld', 'withheld', 'withheld'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.search_entry (organization_id, id, kind, sort_key, version, document)
    SELECT '{organization}', gen_random_uuid(), 'well', 'w', 1, '{}' FROM generate_series(1, 30) AS n;

    INSERT INTO read.search_word (organization_id, id, key, kind, weight)
    SELECT '{organization}', gen_random_uuid(), 'w', 'well', 4 FROM generate_series(1, 30) AS n;

    INSERT INTO read.lease_history (
        organization_id, lease_id, from_position, effective_from, effective_to, from_day, to_day, sort_key, status, version,
        document)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', '2025-01-01', '2024-01-01', '2025-01-01', 'l', 'executed', 1,
           '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.lease_key (organization_id, lease_id, from_position, effective_from, kind, key, sort_key)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', 'county', 'reeves', 'l' FROM generate_series(1, 30) AS n;

    INSERT INTO read.owner_history (
        organization_id, owner_id, from_position, effective_from, effective_to, from_day, to_day, sort_key, status, kind,
        version, document)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', '2025-01-01', '2024-01-01', '2025-01-01', 'o', 'active',
           'company', 1, '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.owner_key (organization_id, owner_id, from_position, effective_from, kind, key)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', 'role', 'lessor' FROM generate_series(1, 30) AS n;

    INSERT INTO read.division_history (
        organization_id, division_id, effective_from, effective_to, from_position, to_position, property_id, product,
        begins_at, ends_at, stage, after_payout, suspended, division)
    SELECT '{organization}', gen_random_uuid(), '2024-01-01', '9999-12-31', n, 9223372036854775807, gen_random_uuid(), 'all',
           '2024-01-01', '9999-12-31', 'in_force', false, 0, '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.interest_history (
        organization_id, division_id, side, owner_id, interest, effective_from, effective_to, from_position, to_position,
        property_id, begins_at, ends_at, document)
    SELECT '{organization}', gen_random_uuid(), 'revenue', gen_random_uuid(), 'RI', '2024-01-01', '9999-12-31', n,
           9223372036854775807, gen_random_uuid(), '2024-01-01', '9999-12-31', '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.ownership_change (
        organization_id, division_id, event_id, from_position, to_position, effective_from, position, property_id, owner_ids,
        document)
    SELECT '{organization}', gen_random_uuid(), gen_random_uuid(), n, 9223372036854775807, '2024-01-01', n, gen_random_uuid(),
           '{}', '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.afe_history (
        organization_id, afe_id, from_position, effective_from, effective_to, from_day, to_day, sort_key, status, kind,
        operator, version, document)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', '2025-01-01', '2024-01-01', '2025-01-01', 'a', 'draft',
           'drilling', gen_random_uuid(), 1, '{}'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.afe_party (organization_id, afe_id, from_position, effective_from, owner_id, missing, sort_key)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', gen_random_uuid(), true, 'a' FROM generate_series(1, 30) AS n;

    INSERT INTO read.agreement_history (
        organization_id, agreement_id, from_position, effective_from, effective_to, from_day, to_day, sort_key, status,
        operator, parties, leases, properties, version, document)
    SELECT '{organization}', gen_random_uuid(), n, '2024-01-01', '2025-01-01', '2024-01-01', '2025-01-01', 'j', 'in_force',
           gen_random_uuid(), '{}', '{}', '{}', 1, '{}'
    FROM generate_series(1, 30) AS n;
    INSERT INTO read.parked (
        organization_id, projection, version, stream_kind, stream_id, first_position, event_id, event_type, reason)
    SELECT '{organization}', 'p', 1, 'well', gen_random_uuid(), n, gen_random_uuid(), 'WellSpudded', 'broken'
    FROM generate_series(1, 30) AS n;

    INSERT INTO read.skipped_event (
        organization_id, projection, version, event_id, stream_kind, stream_id, decided_at)
    SELECT '{organization}', 'p', 1, gen_random_uuid(), 'well', gen_random_uuid(), n FROM generate_series(1, 30) AS n;

    INSERT INTO ledger.snapshots (
        organization_id, aggregate_type, aggregate_id, sequence, state_version, state, max_effective_at, position, event_id,
        recorded_at, anomalies, digest)
    SELECT e.organization_id, e.aggregate_type, e.aggregate_id, e.sequence, 0, '{}', e.effective_at, e.position, e.event_id,
           e.recorded_at, '[]', e.digest
    FROM ledger.events e
    WHERE e.organization_id = '{organization}';
END;
$$
