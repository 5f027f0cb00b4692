CREATE TABLE `tallies` (
	`span` text NOT NULL,
	`term` integer NOT NULL,
	`last` text NOT NULL,
	`first` text NOT NULL,
	`dataset_id` text NOT NULL,
	`count` integer NOT NULL,
	`fatalities_low` integer NOT NULL,
	`fatalities_low_known` integer NOT NULL,
	`fatalities_best` integer NOT NULL,
	`fatalities_best_known` integer NOT NULL,
	`fatalities_high` integer NOT NULL,
	`fatalities_high_known` integer NOT NULL,
	PRIMARY KEY(`span`, `term`, `last`, `first`, `dataset_id`)
) WITHOUT ROWID;
--> statement-breakpoint
-- The events that are there already, under each of their actors; the key is empty where they have none.
CREATE TEMP TABLE tallied AS
SELECT DISTINCT events.n, 'actor' AS kind, coalesce(party.value ->> 'actor_id', '') AS key
FROM events LEFT JOIN json_each(events.participants) AS party ON party.value ->> 'actor_id' IS NOT NULL;
--> statement-breakpoint
INSERT INTO terms (resource, kind, key) SELECT DISTINCT 'events', kind, key FROM tallied WHERE true ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO tallies
SELECT span, term, iif(last = '9999-99', last, substr(last, 1, width)) AS last, substr(first, 1, width) AS first, dataset_id, count(*),
  total(fatalities_low), count(fatalities_low), total(fatalities_best), count(fatalities_best), total(fatalities_high), count(fatalities_high)
FROM (SELECT 'month' AS span, 7 AS width UNION ALL SELECT 'year', 4), tallied
JOIN terms USING (kind, key)
JOIN (
  SELECT n, dataset_id, fatalities_low, fatalities_best, fatalities_high, coalesce(date_key, '') AS first,
    CASE WHEN date_key IS NULL THEN '' WHEN date_end IS NOT NULL THEN date_end WHEN date_precision = 'interval' THEN '9999-99' ELSE date_start END AS last
  FROM events
) USING (n)
WHERE resource = 'events'
GROUP BY 1, 2, 3, 4, 5;
--> statement-breakpoint
DROP TABLE tallied;
