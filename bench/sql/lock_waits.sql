-- The projector's sessions that wait for another's lock: for a row, a transaction, a table or an advisory lock; and, told apart,
-- those that wait a moment for their turn to make a table's file longer, which has nothing to do with what is in it.
SELECT count(*) FILTER (WHERE wait_event <> 'extend') AS waiting,
       count(*) FILTER (WHERE wait_event = 'extend') AS extending
FROM pg_catalog.pg_stat_activity
WHERE usename = 'wellflow_projector' AND wait_event_type = 'Lock'
