SELECT pg_try_advisory_xact_lock(hashtextextended('rebuild ' || $2::text || ' ' || $1::uuid::text, 0)) AS claimed,
    set_config('idle_in_transaction_session_timeout', '0', true)
