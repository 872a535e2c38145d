SELECT (SELECT count(*) FROM ledger.events) AS events,
       (SELECT count(*) FROM ledger.commands) AS commands,
       (SELECT count(*) FROM ledger.claims) AS claims,
       (SELECT count(*) FROM ledger.outbox) AS outbox,
       (SELECT count(*) FROM ledger.commits) AS commits
