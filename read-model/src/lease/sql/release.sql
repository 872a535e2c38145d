UPDATE read.projector_lease SET holder = NULL WHERE holder = $1 AND bucket = ANY ($2)
