CREATE TABLE `actors` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`acronym` text,
	`description` text,
	`country` text,
	`status` text DEFAULT 'unknown' NOT NULL,
	`names` text DEFAULT '[]' NOT NULL,
	`positions` text DEFAULT '[]' NOT NULL,
	`external_ids` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `actors_id_unique` ON `actors` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `actors_seq_unique` ON `actors` (`seq`);--> statement-breakpoint
CREATE TABLE `claims` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`subject` text NOT NULL,
	`subject_id` text NOT NULL,
	`field` text NOT NULL,
	`value` text,
	`stance` text NOT NULL,
	`attributed_to_id` text,
	`attribution_text` text,
	`source_id` text,
	`paragraph` integer,
	`char_start` integer,
	`char_end` integer,
	`quote` text,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL,
	`credibility` integer,
	`rank` text DEFAULT 'normal' NOT NULL,
	`inferred` integer DEFAULT false NOT NULL,
	`note` text,
	`links` text DEFAULT '[]' NOT NULL,
	`metric` text,
	`of_metric` text,
	`population` text,
	`qualifier` text,
	`value_number` numeric,
	`low` numeric,
	`high` numeric,
	`magnitude` integer,
	`unit` text,
	`place_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `claims_id_unique` ON `claims` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `claims_seq_unique` ON `claims` (`seq`);--> statement-breakpoint
CREATE INDEX `claims_by_subject` ON `claims` (`subject`,`subject_id`,`id`);--> statement-breakpoint
CREATE TABLE `commitments` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`status` text DEFAULT 'unknown' NOT NULL,
	`condition` text,
	`promisors` text DEFAULT '[]' NOT NULL,
	`promisees` text DEFAULT '[]' NOT NULL,
	`guarantors` text DEFAULT '[]' NOT NULL,
	`place_id` text,
	`visit_id` text,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `commitments_id_unique` ON `commitments` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `commitments_seq_unique` ON `commitments` (`seq`);--> statement-breakpoint
CREATE TABLE `datasets` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`title` text NOT NULL,
	`publisher` text,
	`redistributable` integer DEFAULT false NOT NULL,
	`citation` text,
	`url` text,
	`releases` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `datasets_id_unique` ON `datasets` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `datasets_seq_unique` ON `datasets` (`seq`);--> statement-breakpoint
CREATE TABLE `events` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`type` text NOT NULL,
	`subtype` text,
	`title` text NOT NULL,
	`summary` text,
	`status` text DEFAULT 'reported' NOT NULL,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL,
	`place_id` text,
	`country` text,
	`admin1` text,
	`admin2` text,
	`latitude` real,
	`longitude` real,
	`location_precision` text DEFAULT 'unknown' NOT NULL,
	`location_text` text,
	`participants` text DEFAULT '[]' NOT NULL,
	`side_a` text,
	`side_b` text,
	`fatalities_low` integer,
	`fatalities_best` integer,
	`fatalities_high` integer,
	`deaths_a` integer,
	`deaths_b` integer,
	`deaths_civilians` integer,
	`deaths_unknown` integer,
	`is_aggregate` integer DEFAULT false NOT NULL,
	`part_of_id` text,
	`same_event_ids` text DEFAULT '[]' NOT NULL,
	`operation_id` text,
	`classifications` text DEFAULT '[]' NOT NULL,
	`external_ids` text DEFAULT '[]' NOT NULL,
	`release` text,
	`source_line` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_id_unique` ON `events` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `events_seq_unique` ON `events` (`seq`);--> statement-breakpoint
CREATE INDEX `events_by_date` ON `events` (`date_key`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_update` ON `events` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_dataset` ON `events` (`dataset_id`,`date_key`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_type` ON `events` (`type`,`date_key`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_country` ON `events` (`country`,`date_key`,`id`);--> statement-breakpoint
CREATE INDEX `events_by_admin1` ON `events` (`admin1`,`date_key`,`id`) WHERE admin1 is not null;--> statement-breakpoint
CREATE INDEX `events_by_best` ON `events` (`fatalities_best`,`id`);--> statement-breakpoint
CREATE TABLE `links` (
	`term` integer NOT NULL,
	`date` text NOT NULL,
	`id` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`term`, `date`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `milestones` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`question` text NOT NULL,
	`kind` text NOT NULL,
	`desired_direction` text DEFAULT 'none' NOT NULL,
	`status` text DEFAULT 'unknown' NOT NULL,
	`baseline` text,
	`target` text,
	`due_on` text,
	`responsible` text DEFAULT '[]' NOT NULL,
	`commitment_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `milestones_id_unique` ON `milestones` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `milestones_seq_unique` ON `milestones` (`seq`);--> statement-breakpoint
CREATE TABLE `names` (
	`folded` text NOT NULL,
	`resource` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`folded`, `resource`, `n`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `names_by_record` ON `names` (`n`);--> statement-breakpoint
CREATE TABLE `operations` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`names` text DEFAULT '[]' NOT NULL,
	`status` text DEFAULT 'unknown' NOT NULL,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL,
	`conducted_by` text DEFAULT '[]' NOT NULL,
	`against` text DEFAULT '[]' NOT NULL,
	`place_ids` text DEFAULT '[]' NOT NULL,
	`objective` text,
	`outcome` text,
	`part_of_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `operations_id_unique` ON `operations` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `operations_seq_unique` ON `operations` (`seq`);--> statement-breakpoint
CREATE TABLE `places` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`parent_id` text,
	`between_ids` text DEFAULT '[]' NOT NULL,
	`country` text,
	`latitude` real,
	`longitude` real,
	`names` text DEFAULT '[]' NOT NULL,
	`external_ids` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `places_id_unique` ON `places` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `places_seq_unique` ON `places` (`seq`);--> statement-breakpoint
CREATE TABLE `relationships` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`from_id` text NOT NULL,
	`to_id` text,
	`place_id` text,
	`type` text NOT NULL,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `relationships_id_unique` ON `relationships` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `relationships_seq_unique` ON `relationships` (`seq`);--> statement-breakpoint
CREATE TABLE `seeded` (
	`resource` text NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	PRIMARY KEY(`resource`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `sources` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`publisher` text,
	`author_ids` text DEFAULT '[]' NOT NULL,
	`url` text,
	`published_on` text,
	`accessed_on` text,
	`language` text,
	`sha256` text,
	`reliability` text,
	`note` text,
	`external_ids` text DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sources_id_unique` ON `sources` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sources_seq_unique` ON `sources` (`seq`);--> statement-breakpoint
CREATE TABLE `state` (
	`one` integer PRIMARY KEY NOT NULL,
	`epoch` text NOT NULL,
	`seq` integer NOT NULL,
	`visibility` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `statements` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`speech_act` text NOT NULL,
	`text` text NOT NULL,
	`speakers` text DEFAULT '[]' NOT NULL,
	`addressees` text DEFAULT '[]' NOT NULL,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL,
	`visit_id` text,
	`event_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `statements_id_unique` ON `statements` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `statements_seq_unique` ON `statements` (`seq`);--> statement-breakpoint
CREATE TABLE `terms` (
	`term` integer PRIMARY KEY NOT NULL,
	`resource` text NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `terms_by_key` ON `terms` (`resource`,`kind`,`key`);--> statement-breakpoint
CREATE TABLE `visits` (
	`n` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`revision` integer NOT NULL,
	`seq` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`dataset_id` text NOT NULL,
	`licence` text NOT NULL,
	`title` text NOT NULL,
	`date_start` text,
	`date_end` text,
	`date_precision` text DEFAULT 'unknown' NOT NULL,
	`date_edtf` text,
	`date_text` text,
	`date_inferred` integer DEFAULT false NOT NULL,
	`date_key` text GENERATED ALWAYS AS (coalesce(date_start, date_end)) VIRTUAL,
	`place_id` text,
	`level` text DEFAULT 'unknown' NOT NULL,
	`mode` text NOT NULL,
	`visitors` text DEFAULT '[]' NOT NULL,
	`hosts` text DEFAULT '[]' NOT NULL,
	`agenda` text DEFAULT '[]' NOT NULL,
	`operation_id` text,
	`preceded_by_id` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `visits_id_unique` ON `visits` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `visits_seq_unique` ON `visits` (`seq`);