CREATE TABLE `tallies` (
	`span` text NOT NULL,
	`key` text NOT NULL,
	`dataset_id` text NOT NULL,
	`period` text NOT NULL,
	`first` text NOT NULL,
	`last` text NOT NULL,
	`count` integer NOT NULL,
	`fatalities_low` integer NOT NULL,
	`fatalities_low_known` integer NOT NULL,
	`fatalities_best` integer NOT NULL,
	`fatalities_best_known` integer NOT NULL,
	`fatalities_high` integer NOT NULL,
	`fatalities_high_known` integer NOT NULL,
	PRIMARY KEY(`span`, `key`, `dataset_id`, `period`, `first`, `last`)
) WITHOUT ROWID;
--> statement-breakpoint
-- The events that are there already, under each of their actors; the key is empty where they have none.
INSERT INTO tallies
SELECT span, key, dataset_id, iif(substr(first, 1, width) = substr(last, 1, width), substr(first, 1, width), '') AS period,
  substr(first, 1, width) AS first, substr(last, 1, width) AS last, count(*),
  total(fatalities_low), count(fatalities_low), total(fatalities_best), count(fatalities_best), total(fatalities_high), count(fatalities_high)
FROM (SELECT 'month' AS span, 7 AS width UNION ALL SELECT 'year', 4)
JOIN (
  SELECT DISTINCT events.n, coalesce(party.value ->> 'actor_id', '') AS key, dataset_id, fatalities_low, fatalities_best, fatalities_high,
    coalesce(date_key, '') AS first,
    CASE WHEN date_key IS NULL THEN '' WHEN date_end IS NOT NULL THEN date_end WHEN date_precision = 'interval' THEN '9999-99-99' ELSE date_start END AS last
  FROM events LEFT JOIN json_each(events.participants) AS party ON party.value ->> 'actor_id' IS NOT NULL
)
GROUP BY 1, 2, 3, 4, 5, 6;
