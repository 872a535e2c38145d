SELECT relation, kind, row_key, columns, total
FROM read.differences($2, $1, $3, $4, $5)
