-- Organizations for a measurement. The functions that make them one by one are not what is measured.
WITH made AS (
    INSERT INTO ledger.organizations (organization_id, slug, name)
    SELECT id, 'bench-' || replace(id::text, '-', ''), 'Bench' FROM unnest($1::uuid[]) AS id
    RETURNING organization_id
)
INSERT INTO ledger.head (organization_id) SELECT organization_id FROM made
