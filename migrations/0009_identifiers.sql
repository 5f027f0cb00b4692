-- External ids have a table of their own: hardly any is shared, and a term, its key and a link for each took three times the room.
CREATE TABLE `identifiers` (
	`resource` text NOT NULL,
	`key` text NOT NULL,
	`date` text NOT NULL,
	`id` text NOT NULL,
	`n` integer NOT NULL,
	PRIMARY KEY(`resource`, `key`, `date`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `identifiers` (`resource`, `key`, `date`, `id`, `n`)
SELECT `resource`, `key`, `date`, `id`, `n` FROM `terms` JOIN `links` USING (`term`) WHERE `kind` = 'external_id' ORDER BY 1, 2, 3, 4;
--> statement-breakpoint
DELETE FROM `links` WHERE `term` IN (SELECT `term` FROM `terms` WHERE `kind` = 'external_id');
--> statement-breakpoint
DELETE FROM `terms` WHERE `kind` = 'external_id';
