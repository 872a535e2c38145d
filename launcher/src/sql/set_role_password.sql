DO $$
BEGIN
    EXECUTE format(
        'ALTER ROLE %I PASSWORD %L',
        current_setting('wellflow.role'),
        current_setting('wellflow.role_password')
    );
END
$$
