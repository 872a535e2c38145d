SELECT coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM ledger.events LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM ledger.outbox LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM ledger.commands LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM ledger.commits LIMIT 1000) AS t), 0)::float8
