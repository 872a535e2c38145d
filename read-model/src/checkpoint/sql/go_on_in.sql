SELECT set_config('app.read_build', $1::integer::text, true)
