WITH made AS (
    INSERT INTO ledger.organizations (organization_id, slug, name)
    SELECT gen_random_uuid(), 'operator-' || n, 'Operator ' || n FROM generate_series(1, $1::integer) AS n
    RETURNING organization_id)
INSERT INTO ledger.head (organization_id) SELECT organization_id FROM made
