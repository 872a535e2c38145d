-- How many events every projection has, over all organizations.
SELECT coalesce(sum(slowest), 0)::bigint
FROM (SELECT min(position) AS slowest FROM read.checkpoint GROUP BY organization_id) AS of_each
