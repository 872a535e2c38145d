-- The ledger's tables once more, without what the raw limit leaves out: the same columns and indexes by construction,
-- no check constraints, no row level security, no functions. One statement, so that it is made as a whole.
DO $$
BEGIN
    CREATE SCHEMA raw;
    CREATE TABLE raw.events (LIKE ledger.events INCLUDING INDEXES INCLUDING STORAGE);
    CREATE TABLE raw.outbox (LIKE ledger.outbox INCLUDING INDEXES INCLUDING STORAGE);
    CREATE TABLE raw.commits (LIKE ledger.commits INCLUDING INDEXES INCLUDING STORAGE);
    CREATE TABLE raw.commands (LIKE ledger.commands INCLUDING INDEXES INCLUDING STORAGE);
END;
$$
