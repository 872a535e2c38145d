-- The first statement of a transaction takes its snapshot.
SELECT count(*) FROM ledger.head
