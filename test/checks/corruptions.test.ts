/** Whatever is corrupted is named, by the check that looks at it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openForWriting } from '../../src/store/open.ts'
import { look, openWhole, wrong } from './whole.ts'

const { folder, whole, open } = await openWhole(t)

/** What is done to the file, the check that says so, and words of what it says. */
const corruptions: [what: string, sql: string, name: string, told: RegExp][] = [
  [
    'a tally is off by one',
    "update tallies set count = count + 1 where span = 'year' and key = 'ttp'",
    'tallies',
    /^ {7}events of ttp, year 2025$/,
  ],
  ['a link is lost', "delete from links where id = 'ttp'", 'links', /^ {7}actors\/ttp$/],
  [
    'a link too many',
    "insert into links select term, '', 'ttp', (select n from actors where id = 'ttp') from terms where kind = 'place' limit 1",
    'links',
    /^ {7}actors\/ttp$/,
  ],
  [
    'a link under another day',
    "update links set date = '1999-01-01' where id = '2025-07-20-naqvi-kabul'",
    'links',
    /visits\/2025-07-20-naqvi-kabul/,
  ],
  [
    'an external id is lost',
    "delete from identifiers where resource = 'actors' and key = 'ucdp-actor:356'",
    'identifiers',
    /^ {7}actors\/ttp$/,
  ],
  [
    'an external id too many',
    "insert into identifiers select resource, 'wikidata:Q1', date, id, n from identifiers where id = 'ttp'",
    'identifiers',
    /^ {7}actors\/ttp$/,
  ],
  ['a cell is lost', 'delete from cells where id = (select min(id) from cells)', 'cells', /^ {7}events\/[\w-]+$/],
  [
    'a cell with other coordinates',
    'update cells set latitude = 1 where id = (select min(id) from cells)',
    'cells',
    /^ {7}events\/[\w-]+$/,
  ],
  [
    'a name is lost',
    "delete from names where n = (select n from actors where id = 'ttp') and folded = 'ttp'",
    'names',
    /actors\/ttp/,
  ],
  ['a name of nobody', "insert into names values ('nobody', 'actors', 999999)", 'names', /belongs to no record/],
  [
    'the words of a record are lost',
    "delete from texts where rowid % 2147483648 = (select n from actors where id = 'ttp')",
    'texts',
    /actors\/ttp/,
  ],
  [
    'words of a record that is not there',
    "insert into texts (rowid, names, body, tags) values (2147483648 * 9 + 2, 'x', 'y', 'actors')",
    'texts',
    /of a record that is not there|\w+\/[\w-]+/,
  ],
  [
    'a list that is no JSON',
    `update event_rows set participants = '[{"actor_id":' where id = '2025-04-infiltration-repelled'`,
    'json',
    /^ {7}events\/2025-04-infiltration-repelled participants$/,
  ],
  [
    'a list that events share is lost',
    'delete from lists where n = (select min(classifications) from event_rows where classifications in (select n from lists))',
    'json',
    /^ {7}events\/ucdp-ged-\d+ classifications$/,
  ],
  [
    'a list that is something else',
    `update actors set names = '{}' where id = 'ttp'`,
    'json',
    /^ {7}actors\/ttp names$/,
  ],
  [
    'a value written with spaces',
    "update claims set value = value || ' ' where id = (select min(id) from claims where value is not null)",
    'json',
    /^ {7}claims\/[\w.-]+ value$/,
  ],
  [
    'a reference to nobody',
    "update event_rows set operation_id = 'nowhere' where id = '2025-04-infiltration-repelled'",
    'references',
    /events\/2025-04-infiltration-repelled operation_id: there is no nowhere/,
  ],
  [
    'a participant who is nobody',
    `update event_rows set participants = '[{"actor_id":"nobody","text":null}]' where dataset_id = 'ucdp-ged'`,
    'references',
    /events\/ucdp-ged-\d+ participants\.actor_id: there is no nobody/,
  ],
  [
    'a claim about nothing',
    "update claims set subject_id = 'nothing' where subject = 'milestones'",
    'references',
    /claims\/.* subject: there is no milestones\/nothing/,
  ],
  [
    'a word that is not in its list',
    "update actors set kind = 'wizard' where id = 'ttp'",
    'records',
    /actors\/ttp \/kind: /,
  ],
  [
    'a claim that says what its field cannot hold',
    `update claims set value = '{"best":54}' where id = 'april-2025-militants-killed-at-least-54'`,
    'records',
    /claims\/april-2025-militants-killed-at-least-54 \/value\/best: /,
  ],
  [
    'an event in another country than its place',
    "update event_rows set country = 'AF' where id = '2025-04-infiltration-repelled'",
    'agreement',
    /^ {7}events\/2025-04-infiltration-repelled \/country: That of place_id 'pakistan' is PK\.$/,
  ],
  [
    'a value that lost its evidence',
    "delete from claims where subject_id = 'azm-e-istehkam' and field = 'date'",
    'evidence',
    /operations\/azm-e-istehkam \/date_\w+: No claim supports/,
  ],
  [
    'a change that is still to come',
    'update state set seq = seq - 1',
    'sequence',
    /has a number that is still to come/,
  ],
  [
    'a revision newer than its record',
    "insert into revisions (resource, id, revision, op, at) values ('actors', 'ttp', 7, 'put', '2025-01-01T00:00:00Z')",
    'sequence',
    /actors\/ttp is older than its revisions/,
  ],
  [
    'what a record was is cut',
    "update revisions set before = substr(before, 1, 9) where id = 'ucdp-ged'",
    'history',
    /^ {7}what was before datasets\/ucdp-ged \d+ cannot be read$/,
  ],
  [
    'what went is not kept whole',
    "insert into revisions (resource, id, revision, op, at, before) values ('actors', 'nobody', 2, 'delete', '2025-01-01T00:00:00Z', '{\"revision\":1}')",
    'history',
    /^ {7}what was before actors\/nobody 2 cannot be read$/,
  ],
  [
    'a revision between others is lost',
    `insert into revisions (resource, id, revision, op, at, before) select 'actors', 'ttp', value, 'put', '2025-01-01T00:00:00Z', '{"revision":1}' from json_each('[2, 4]')`,
    'history',
    /^ {7}actors\/ttp lacks a revision between others$/,
  ],
  [
    'a row that was received is lost',
    'delete from source_rows where n = (select min(n) from source_rows)',
    'received',
    /events\/ucdp-ged-\d+ has no row/,
  ],
  [
    'rows that cannot be unpacked',
    "update source_blocks set data = x'28b52ffd00'",
    'received',
    /block 1 cannot be read/,
  ],
]

for (const [at, [what, sql, name, told]] of corruptions.entries())
  t.test(`${what}: ${name}`, async (t) => {
    const connection = open(t, `corrupt-${at}`)
    t.ok(connection.prepare(sql).run().changes > 0, 'it is corrupted')
    const said = look(connection)
    t.equal(said.ok, false)
    t.ok(wrong(said).includes(name), `${wrong(said)}`)
    t.ok(
      said.lines.some((line) => told.test(line)),
      said.lines.filter((line) => !line.startsWith('ok')).join('\n'),
    )
  })

t.test('an index of SQLite that lacks a row, and a page that is damaged: file', async (t) => {
  const connection = open(t, 'index')
  connection.unsafeMode()
  connection.pragma('writable_schema = ON')
  connection.exec(
    "update sqlite_schema set sql = replace(sql, 'date_long = 1', 'date_long = 0') where name = 'events_long'",
  )
  connection.close()
  const again = openForWriting(join(folder, 'index.sqlite'))
  t.teardown(() => again.close())
  const said = look(again)
  t.same(wrong(said), ['file'])
  t.match(said.lines[1], /missing from index events_long/)
  const bytes = readFileSync(whole)
  writeFileSync(join(folder, 'page.sqlite'), bytes.fill(0x5a, 30 * 4096, 34 * 4096))
  const page = openForWriting(join(folder, 'page.sqlite'))
  t.teardown(() => page.close())
  t.ok(wrong(look(page)).includes('file'))
})
