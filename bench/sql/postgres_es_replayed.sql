-- How many events are in the views: each raised its view's version by one.
SELECT coalesce(sum(version), 0)::bigint FROM month_view
