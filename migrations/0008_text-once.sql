-- A text that stands whole in the names of its record is indexed there only, and short prefixes have no index of their own: both
-- made the text index several times as large. What is indexed already is read back, word for word; U+E000 stands between texts.
CREATE VIRTUAL TABLE texts_words USING fts5vocab(texts, instance);
--> statement-breakpoint
CREATE VIRTUAL TABLE texts_next USING fts5(names, body, tags, content='', contentless_delete=1, tokenize='ascii');
--> statement-breakpoint
INSERT INTO texts_next (rowid, names, body, tags)
SELECT doc, names,
  (SELECT coalesce(group_concat(text, ' ' || char(57344) || ' ' ORDER BY key), '') FROM (
    SELECT key, trim(value, ' ' || char(57344)) AS text
    FROM json_each('["' || replace(body, ' ' || char(57344) || ' ', '","') || '"]'))
    WHERE text <> '' AND instr(' ' || names || ' ', ' ' || text || ' ') = 0),
  tags
FROM (SELECT doc,
    coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'names'), '') AS names,
    coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), '') AS body,
    coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'tags'), '') AS tags
  FROM texts_words GROUP BY doc ORDER BY doc);
--> statement-breakpoint
DROP TABLE texts_words;
--> statement-breakpoint
DROP TABLE texts;
--> statement-breakpoint
ALTER TABLE texts_next RENAME TO texts;
