CREATE TABLE `cells` (
	`term` integer NOT NULL,
	`date` text NOT NULL,
	`id` text NOT NULL,
	`n` integer NOT NULL,
	`latitude` real NOT NULL,
	`longitude` real NOT NULL,
	PRIMARY KEY(`term`, `date`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `claims` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `commitments` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `events` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
CREATE INDEX `events_long` ON `events` (`date_key`,`date_end`,`id`) WHERE date_long = 1;--> statement-breakpoint
ALTER TABLE `operations` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `relationships` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `statements` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;--> statement-breakpoint
ALTER TABLE `visits` ADD `date_long` integer GENERATED ALWAYS AS (date_end > date(date_start, '+31 days') or (date_precision = 'interval' and date_start is not null and date_end is null)) VIRTUAL;