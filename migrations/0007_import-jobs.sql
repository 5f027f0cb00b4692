CREATE TABLE `import_jobs` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`dataset_id` text NOT NULL,
	`release` text,
	`dry_run` integer DEFAULT false NOT NULL,
	`state` text NOT NULL,
	`key_id` text NOT NULL,
	`editor` text NOT NULL,
	`reason` text NOT NULL,
	`bytes` integer NOT NULL,
	`sha256` text NOT NULL,
	`created_at` text NOT NULL,
	`started_at` text,
	`ended_at` text,
	`rows_read` integer DEFAULT 0 NOT NULL,
	`bytes_read` integer DEFAULT 0 NOT NULL,
	`failure` text,
	`report` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `import_jobs_id_unique` ON `import_jobs` (`id`);