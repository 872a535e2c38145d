SELECT read.clear_build($2, $1, $3)
