-- The text index of every resource. Texts come folded (src/engine/text.ts); the row id is day * 2^31 + n, so that newest first is
-- its own order; nothing is stored but the index.
CREATE VIRTUAL TABLE texts USING fts5(names, body, tags, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co'");
--> statement-breakpoint
INSERT INTO state (one, epoch, seq, visibility) VALUES (1, lower(hex(randomblob(4))), 0, 'public');
