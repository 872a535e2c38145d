-- A follower of tables that grow from nothing has no statistics to go by.
SELECT pg_catalog.set_config('enable_seqscan', 'off', false)
