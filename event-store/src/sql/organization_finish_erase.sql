SELECT ledger.finish_erase($1, $2)
