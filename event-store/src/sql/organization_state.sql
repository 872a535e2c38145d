SELECT action, slug, name, incarnation, detail FROM ledger.organization_state($1)
