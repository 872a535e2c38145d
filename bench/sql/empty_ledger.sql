TRUNCATE ledger.events, ledger.commits, ledger.commands, ledger.claims, ledger.outbox, ledger.snapshots
