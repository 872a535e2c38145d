WITH made AS (
    INSERT INTO ledger.organizations (organization_id, slug, name) VALUES ($1, 'exporter', 'Exporter')
    RETURNING organization_id)
INSERT INTO ledger.head (organization_id) SELECT organization_id FROM made
