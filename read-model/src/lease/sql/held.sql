SELECT bucket, epoch FROM read.projector_lease WHERE holder = $1
