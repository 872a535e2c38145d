SELECT count(*) AS members FROM read.projector WHERE expires_at > clock_timestamp()
