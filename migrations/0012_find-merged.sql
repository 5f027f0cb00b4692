CREATE INDEX `tombstones_by_survivor` ON `tombstones` (`into_id`) WHERE into_id is not null;
