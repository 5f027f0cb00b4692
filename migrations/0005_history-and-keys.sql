CREATE TABLE `idempotency` (
	`key_id` text NOT NULL,
	`method` text NOT NULL,
	`path` text NOT NULL,
	`idempotency_key` text NOT NULL,
	`body_hash` text NOT NULL,
	`resource` text NOT NULL,
	`id` text NOT NULL,
	`status` integer NOT NULL,
	`headers` text NOT NULL,
	`body` blob NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`key_id`, `method`, `path`, `idempotency_key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_time` ON `idempotency` (`at`);--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`scope` text NOT NULL,
	`name` text NOT NULL,
	`created_at` text NOT NULL,
	`expires_at` text,
	`last_used_at` text,
	`revoked_at` text
);
--> statement-breakpoint
CREATE TABLE `originals` (
	`resource` text NOT NULL,
	`id` text NOT NULL,
	`field` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`resource`, `id`, `field`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `revisions` (
	`resource` text NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`op` text NOT NULL,
	`at` text NOT NULL,
	`key_id` text,
	`editor` text,
	`reason` text,
	`before` text,
	PRIMARY KEY(`resource`, `id`, `revision`)
);
--> statement-breakpoint
CREATE INDEX `events_parts` ON `events` (`part_of_id`) WHERE part_of_id is not null;--> statement-breakpoint
CREATE INDEX `events_same` ON `events` (`same_event_ids`) WHERE same_event_ids <> '[]';