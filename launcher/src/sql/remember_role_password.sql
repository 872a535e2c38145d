-- DO takes no parameters: role and password travel as settings of this transaction, and end with it.
SELECT set_config('wellflow.role', $1, true), set_config('wellflow.role_password', $2, true)
