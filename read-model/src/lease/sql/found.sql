INSERT INTO read.program_lease (program, bucket)
SELECT $1, generate_series(0, $2::integer - 1)
ON CONFLICT (bucket, program) DO NOTHING