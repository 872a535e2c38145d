-- Rows of organizations the run does not know.
SELECT (SELECT count(*) FROM ledger.events WHERE organization_id <> ALL ($1::uuid[]))
     + (SELECT count(*) FROM ledger.commits WHERE organization_id <> ALL ($1::uuid[]))
     + (SELECT count(*) FROM ledger.claims WHERE organization_id <> ALL ($1::uuid[])) AS strangers
