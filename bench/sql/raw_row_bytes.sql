SELECT coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM raw.events LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM raw.outbox LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM raw.commands LIMIT 1000) AS t), 0)::float8,
       coalesce((SELECT avg(pg_column_size(t)) FROM (SELECT * FROM raw.commits LIMIT 1000) AS t), 0)::float8
