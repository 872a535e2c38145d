-- Whether a projector is in a transaction that has written.
SELECT EXISTS (
    SELECT FROM pg_catalog.pg_stat_activity
    WHERE usename = 'wellflow_projector' AND backend_xid IS NOT NULL)
