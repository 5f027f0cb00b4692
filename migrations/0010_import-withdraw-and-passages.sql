ALTER TABLE `import_jobs` ADD `withdraw` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `claims_by_passage` ON `claims` (`source_id`,`char_start`) WHERE char_start is not null;