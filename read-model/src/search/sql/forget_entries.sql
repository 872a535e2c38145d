DELETE FROM read.search_entry
WHERE organization_id = $1 AND id = ANY ($2::uuid[])
