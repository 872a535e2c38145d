-- How often each table was scanned or written since the server started.
SELECT relname::text,
       (coalesce(seq_scan, 0) + coalesce(idx_scan, 0) + n_tup_ins + n_tup_upd + n_tup_del)::bigint AS times
FROM pg_stat_user_tables
WHERE schemaname IN ('ledger', 'read')
