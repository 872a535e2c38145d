SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = $1::text
