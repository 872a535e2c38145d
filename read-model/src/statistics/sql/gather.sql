SELECT read.gather_statistics($1)
