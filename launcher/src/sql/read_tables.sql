-- The tables of the read models that hold rows of organizations, in the order in which they are emptied.
SELECT relation FROM ledger.tenant_tables() WHERE starts_with(relation, 'read.')
