SELECT count(*) FROM ledger.commits
