/** Erasing: no word of what must not stay is left in the file. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { erase, runErase } from '../../src/commands/erase.ts'
import { patchRecord } from '../../src/edits/change.ts'
import { deleteRecord } from '../../src/edits/delete.ts'
import { openStore, SetupError } from '../../src/store/open.ts'
import { resourceOf } from '../support.ts'
import { furnish } from './newsroom.ts'
import { assigned, create, openDesk, person } from './support.ts'

const desk = await openDesk(t)
const { edit, row, connection } = desk
const now = '2025-09-02T00:00:00.000Z'
const bytes = () => readFileSync(desk.store.path)
const history = (id: string) => connection.prepare('select count(*) from revisions where id = ?').pluck().get(id)
const secret = 'Zwirbelmann'

t.test('a record, its claims, its history and its words are gone; its id and the reason stay', async (t) => {
  create(desk, 'actors', person(secret, { id: 'erased', description: `${secret} of old` }))
  edit((e) => patchRecord(e, resourceOf('actors'), row('actors', 'erased'), { description: `${secret} of late` }))
  connection.pragma('wal_checkpoint(TRUNCATE)')
  t.ok(bytes().includes(secret))
  t.equal(erase(connection, 'actors', 'erased', 'A court said so.', now), 2)
  t.notOk(bytes().includes(secret))
  t.notOk(bytes().includes(secret.toLowerCase()), 'nor is it in the index of words')
  t.equal(history('erased'), 0)
  t.match(connection.prepare("select * from tombstones where id = 'erased'").get(), {
    op: 'delete',
    reason: 'A court said so.',
  })
  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
})

t.test('what was deleted before can be erased too', async (t) => {
  create(desk, 'actors', person(secret, { id: 'deleted-first' }))
  edit((e) => deleteRecord(e, resourceOf('actors'), row('actors', 'deleted-first')))
  t.equal(erase(connection, 'actors', 'deleted-first', 'Asked for.', now), 2)
  t.notOk(bytes().includes(secret))
  t.equal(connection.prepare("select reason from tombstones where id = 'deleted-first'").pluck().get(), 'Asked for.')
})

t.test('what was erased does not come back under its id, nor by a retry of the write that made it', async (t) => {
  const { send, get } = furnish(desk)
  const body = person(secret, { claims: [{ ...assigned('name', secret), id: 'erased-claim' }] })
  const retry = { 'Idempotency-Key': 'made-once' }
  const path = String((await send('POST', '/v1/actors', body, retry)).headers.location)
  const id = path.slice('/v1/actors/'.length)
  t.equal(erase(connection, 'actors', id, 'Asked for.', now), 2)
  const again = await send('POST', '/v1/actors', body, retry)
  t.same([again.status, again.json.detail], [410, 'What this request has made was erased since.'])
  const posted = await send('POST', '/v1/actors', { ...person('Another'), id })
  t.same(
    [posted.status, posted.json.code, posted.json.detail],
    [409, 'id_taken', `${path} was erased, and its id is given to nobody again. Leave the id out, or choose another.`],
  )
  const claims = [{ ...assigned('name', 'Another'), id: 'erased-claim' }]
  t.match((await send('POST', '/v1/actors', { ...person('Another'), claims })).json.errors, [
    { pointer: '/claims/0/id', code: 'id_taken' },
  ])
  t.equal((await get(path)).json.detail, `'${id}' was withdrawn on 2025-09-02: Asked for.`)
  t.notOk(bytes().includes(secret))
})

t.test('a claim that was moved to another record stays with it, and so does its history', async (t) => {
  create(desk, 'actors', person('Keeps', { id: 'keeps' }))
  create(desk, 'actors', person('Loses', { id: 'loses' }))
  create(desk, 'claims', { id: 'moved', subject: 'actors', subject_id: 'loses', ...assigned('assessment', 'x') })
  edit((e) => patchRecord(e, resourceOf('claims'), row('claims', 'moved'), { subject_id: 'keeps' }))
  erase(connection, 'actors', 'loses', 'Asked for.', now)
  t.equal(row('claims', 'moved').subject_id, 'keeps')
  t.equal(history('moved'), 2)
})

t.test('what others refer to, what nobody knows and what has no reason is not erased', async (t) => {
  const refusal = (...[name, id, reason]: [string, string, string]) => {
    try {
      erase(connection, name, id, reason, now)
    } catch (error) {
      if (error instanceof SetupError) return error.message
    }
    return undefined
  }
  t.match(refusal('actors', 'ttp', 'x'), /\/v1\/events\/.* refers to it in participants/)
  t.equal(refusal('actors', 'nobody', 'x'), 'Nothing is known of actors/nobody.')
  t.match(refusal('figures', 'x', 'x'), /^There is no resource figures/)
  t.match(refusal('actor', 'ttp', 'x'), /Did you mean actors\?$/)
  t.match(refusal('actors', 'keeps', ' '), /^Say why/)
})

t.test('as long as somebody reads what was there, the bytes stay, and that is said', async (t) => {
  create(desk, 'actors', person(secret, { id: 'being-read' }))
  connection.pragma('wal_checkpoint(TRUNCATE)')
  const reading = openStore(desk.store.path)
  reading.reader.connection.exec('begin')
  reading.version()
  const lines: string[] = []
  const again = () =>
    runErase(connection, { resource: 'actors', id: 'being-read', reason: 'Asked for.', now }, (line) =>
      lines.push(line),
    )
  t.throws(again, { constructor: SetupError, message: /^The bytes of it are still in the file/ })
  t.ok(bytes().includes(secret))
  reading.close()
  again()
  t.same(lines, [
    `${desk.store.path}: erased actors/being-read, 2 records with its claims`,
    `${desk.store.path}: erased actors/being-read, 1 records with its claims`,
  ])
  t.notOk(bytes().includes(secret))
})
