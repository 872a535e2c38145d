-- The next sessions of the service's role explain what they run, statements inside functions too.
DO $$
BEGIN
    ALTER ROLE wellflow_command SET session_preload_libraries = 'auto_explain';
    ALTER ROLE wellflow_command SET auto_explain.log_min_duration = 0;
    ALTER ROLE wellflow_command SET auto_explain.log_nested_statements = on;
    ALTER ROLE wellflow_command SET auto_explain.log_analyze = on;
    ALTER ROLE wellflow_command SET auto_explain.log_timing = off;
    ALTER ROLE wellflow_command SET auto_explain.log_buffers = on;
END;
$$
