SELECT funcname::text, sum(calls)::bigint AS times FROM pg_stat_user_functions WHERE schemaname = 'ledger' GROUP BY 1
