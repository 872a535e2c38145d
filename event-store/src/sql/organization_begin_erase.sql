SELECT slug, name, incarnation, detail FROM ledger.begin_erase($1, $2)
