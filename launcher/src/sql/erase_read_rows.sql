SELECT read.erase_rows($1, $2, $3) AS removed
