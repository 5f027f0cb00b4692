/** A server that is killed while it is written to has lost nothing that it acknowledged, and starts by itself. */
import { join } from 'node:path'
import t from 'tap'
import { createKey } from '../../src/store/keys.ts'
import { openForWriting } from '../../src/store/open.ts'
import { serve } from '../command.ts'
import { randomFrom } from '../records.ts'

const path = join(t.testdir({}), 'killed.sqlite')
type Written = Map<string, string>

/** Writes one after another, by `hand`, until the server is gone; keeps what was acknowledged. */
async function write(url: string, key: string, hand: string, kept: Written, stop: () => void) {
  const headers = { Authorization: `Bearer ${key}`, 'Change-Reason': 'A%20test.', 'Content-Type': 'application/json' }
  const ask = (method: string, at: string, body: object, more = {}) =>
    fetch(`${url}${at}`, { method, headers: { ...headers, ...more }, body: JSON.stringify(body) })
  for (let count = 0; ; count++) {
    const id = `by-${hand}-${count}`
    const said = `${hand} ${count}`
    const question = {
      id,
      kind: 'boolean',
      question: said,
      claims: [{ field: 'question', value: said, stance: 'assigned', note: 'x' }],
    }
    const made = await ask('POST', '/v1/milestones', question)
    if (made.status !== 201) throw new Error(await made.text())
    kept.set(id, 'unknown')
    if (count % 3 === 0) {
      const tag = { 'If-Match': '"r1"', 'Content-Type': 'application/merge-patch+json' }
      const changed = await ask('PATCH', `/v1/milestones/${id}`, { status: 'met' }, tag)
      if (changed.status === 200) kept.set(id, 'met')
    }
    stop()
  }
}

t.test('kill -9 in the midst of writing loses no acknowledged write', async (t) => {
  const random = randomFrom(3)
  const kept: Written = new Map()
  for (let round = 0; round < 4; round++) {
    const served = await serve(t, { env: { SOURCEBOOK_DB: path } })
    const connection = openForWriting(path)
    const key = createKey(connection, { scope: 'write', name: 'Hand', expires_at: null }, new Date().toISOString())
    connection.close()
    let left = 40 + random(40)
    let gone: Promise<unknown> | undefined
    const stop = () => {
      if (--left === 0) gone = served.end('SIGKILL')
    }
    const hands = ['a', 'b', 'c'].map((hand) => write(served.url, key, `${hand}${round}`, kept, stop))
    const ends = await Promise.allSettled(hands)
    await gone
    for (const end of ends) t.match(end, { status: 'rejected', reason: { message: /fetch failed|terminated/ } })
  }
  const { url, end } = await serve(t, { env: { SOURCEBOOK_DB: path } })
  const lost = []
  for (const [id, status] of kept) {
    const record = (await (await fetch(`${url}/v1/milestones/${id}`)).json()) as { id: string; status: string }
    if (record.id !== id || (status === 'met' && record.status !== 'met')) lost.push(id)
  }
  t.same(lost, [])
  t.ok(kept.size > 150, `${kept.size} acknowledged writes, 4 kills`)
  t.equal(await end('SIGTERM'), 0)
  const connection = openForWriting(path)
  t.equal(connection.pragma('integrity_check', { simple: true }), 'ok')
  const orphans =
    "select count(*) from claims where subject = 'milestones' and subject_id not in (select id from milestones)"
  t.equal(connection.prepare(orphans).pluck().get(), 0, 'a record and its claims are there together')
  const unfound = 'select count(*) from milestones where n not in (select rowid & 2147483647 from texts)'
  t.equal(connection.prepare(unfound).pluck().get(), 0, 'and found by their words')
  connection.close()
})
