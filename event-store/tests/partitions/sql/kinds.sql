SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relkind = 'p' AS split,
       (SELECT count(*) FROM pg_inherits h WHERE h.inhparent = c.oid) AS partitions
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('ledger', 'read') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY 1
