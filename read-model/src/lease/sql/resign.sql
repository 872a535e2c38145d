DELETE FROM read.projector WHERE projector_id = $1
