-- The projector's sessions that wait for another's lock.
SELECT count(*) FROM pg_catalog.pg_stat_activity
WHERE usename = 'wellflow_projector' AND wait_event_type = 'Lock'
