CREATE TABLE `source_blocks` (
	`block` integer PRIMARY KEY NOT NULL,
	`dataset_id` text NOT NULL,
	`release` text NOT NULL,
	`first_line` integer NOT NULL,
	`data` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `source_rows` (
	`n` integer PRIMARY KEY NOT NULL,
	`block` integer NOT NULL,
	`hash` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`resource` text NOT NULL,
	`id` text NOT NULL,
	`seq` integer NOT NULL,
	`op` text NOT NULL,
	`into_id` text,
	`revision` integer NOT NULL,
	`at` text NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`resource`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `tombstones_by_seq` ON `tombstones` (`seq`);--> statement-breakpoint
CREATE INDEX `tombstones_by_resource` ON `tombstones` (`resource`,`seq`);