SELECT pg_try_advisory_xact_lock(hashtextextended('read.program_lease ' || $1, 0)) AS is_alone
