-- The text index splits at spaces only, because texts come as folded words (src/engine/text.ts), and finds prefixes of one and two
-- letters without reading every word that has them. What is indexed already is read back, word for word.
CREATE VIRTUAL TABLE texts_words USING fts5vocab(texts, instance);
--> statement-breakpoint
CREATE VIRTUAL TABLE texts_next USING fts5(names, body, tags, content='', contentless_delete=1, prefix='1 2', tokenize='ascii');
--> statement-breakpoint
INSERT INTO texts_next (rowid, names, body, tags)
SELECT doc,
  coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'names'), ''),
  coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), ''),
  coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'tags'), '')
FROM texts_words GROUP BY doc ORDER BY doc;
--> statement-breakpoint
DROP TABLE texts_words;
--> statement-breakpoint
DROP TABLE texts;
--> statement-breakpoint
ALTER TABLE texts_next RENAME TO texts;
