-- Lists that many events of a dataset share are kept once, and stand in a row as a number; the view `events` has them in its place.
ALTER TABLE `events` RENAME TO `event_rows`;--> statement-breakpoint
CREATE TABLE `lists` (
	`n` integer PRIMARY KEY NOT NULL,
	`list` text NOT NULL
);
--> statement-breakpoint
DROP INDEX `events_id_unique`;--> statement-breakpoint
DROP INDEX `events_seq_unique`;--> statement-breakpoint
CREATE UNIQUE INDEX `event_rows_id_unique` ON `event_rows` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `event_rows_seq_unique` ON `event_rows` (`seq`);--> statement-breakpoint
CREATE VIEW `events` AS SELECT
	`n`,
	`id`,
	`revision`,
	`seq`,
	`created_at`,
	`updated_at`,
	`dataset_id`,
	`licence`,
	`type`,
	`subtype`,
	`title`,
	`summary`,
	`status`,
	`date_start`,
	`date_end`,
	`date_precision`,
	`date_edtf`,
	`date_text`,
	`date_inferred`,
	`date_key`,
	`date_long`,
	`place_id`,
	`country`,
	`admin1`,
	`admin2`,
	`latitude`,
	`longitude`,
	`location_precision`,
	`location_text`,
	ifnull((SELECT `list` FROM `lists` WHERE `lists`.`n` = `event_rows`.`participants`), `event_rows`.`participants`) AS `participants`,
	`side_a`,
	`side_b`,
	`fatalities_low`,
	`fatalities_best`,
	`fatalities_high`,
	`deaths_a`,
	`deaths_b`,
	`deaths_civilians`,
	`deaths_unknown`,
	`is_aggregate`,
	`part_of_id`,
	`same_event_ids`,
	`operation_id`,
	ifnull((SELECT `list` FROM `lists` WHERE `lists`.`n` = `event_rows`.`classifications`), `event_rows`.`classifications`) AS `classifications`,
	`external_ids`,
	`release`,
	`source_line`
FROM `event_rows`;
