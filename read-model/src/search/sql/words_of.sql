SELECT id, key, weight
FROM read.search_word
WHERE organization_id = $1 AND id = ANY ($2::uuid[])
