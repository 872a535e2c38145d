SELECT pg_catalog.set_config('enable_sort', 'off', true)
