-- All events are counted under '*' too, so that statistics of everything by month or year look at few rows.
INSERT INTO tallies
SELECT span, '*', dataset_id, iif(substr(first, 1, width) = substr(last, 1, width), substr(first, 1, width), '') AS period,
  substr(first, 1, width) AS first, substr(last, 1, width) AS last, count(*),
  total(fatalities_low), count(fatalities_low), total(fatalities_best), count(fatalities_best), total(fatalities_high), count(fatalities_high)
FROM (SELECT 'month' AS span, 7 AS width UNION ALL SELECT 'year', 4)
JOIN (
  SELECT dataset_id, fatalities_low, fatalities_best, fatalities_high, coalesce(date_key, '') AS first,
    CASE WHEN date_key IS NULL THEN '' WHEN date_end IS NOT NULL THEN date_end WHEN date_precision = 'interval' THEN '9999-99-99' ELSE date_start END AS last
  FROM events
)
GROUP BY 1, 2, 3, 4, 5, 6;
