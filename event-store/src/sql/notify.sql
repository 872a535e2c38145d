SELECT pg_catalog.pg_notify($1, payload)
FROM unnest($2::text[]) AS payload
-- A hint need not survive a crash: its transaction waits for no disk.
WHERE pg_catalog.set_config('synchronous_commit', 'off', true) IS NOT NULL
