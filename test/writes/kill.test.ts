/** A server that is killed while it is written to has lost nothing that it acknowledged, and starts by itself. */
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import t from 'tap'
import { createKey } from '../../src/store/keys.ts'
import { openForWriting } from '../../src/store/open.ts'
import { run, serve } from '../command.ts'
import { randomFrom } from '../records.ts'

const path = join(t.testdir({}), 'killed.sqlite')
type Written = Map<string, string>

/** Writes one after another, by `hand`, until the server is gone; keeps what was acknowledged. */
async function write(url: string, key: string, hand: string, kept: Written, onWritten: () => void) {
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
    onWritten()
    if (count % 3 === 0) {
      const tag = { 'If-Match': '"r1"', 'Content-Type': 'application/merge-patch+json' }
      const changed = await ask('PATCH', `/v1/milestones/${id}`, { status: 'met' }, tag)
      if (changed.status !== 200) throw new Error(await changed.text())
      kept.set(id, 'met')
      onWritten()
    }
  }
}

const rounds = 5
/** Writes that are acknowledged before each kill; it comes a few milliseconds later, in the midst of others. */
const least = 400

t.test(`kill -9 in the midst of writing, ${rounds} times, loses none of some 2,000 acknowledged writes`, async (t) => {
  const random = randomFrom(3)
  const kept: Written = new Map()
  let acknowledged = 0
  for (let round = 0; round < rounds; round++) {
    const served = await serve(t, { env: { SOURCEBOOK_DB: path } })
    const connection = openForWriting(path)
    const key = createKey(connection, { scope: 'write', name: 'Hand', expires_at: null }, new Date().toISOString())
    connection.close()
    let left = least + random(60)
    let gone: Promise<unknown> | undefined
    const onWritten = () => {
      acknowledged++
      if (--left === 0) gone = after(random(20)).then(() => served.end('SIGKILL'))
    }
    const hands = ['a', 'b', 'c', 'd'].map((hand) => write(served.url, key, `${hand}${round}`, kept, onWritten))
    const ends = await Promise.allSettled(hands)
    await gone
    for (const end of ends) t.match(end, { status: 'rejected', reason: { message: /fetch failed|terminated/ } })
  }
  const { url, end } = await serve(t, { env: { SOURCEBOOK_DB: path } })
  const lines = (await (await fetch(`${url}/v1/milestones.ndjson?fields=id,status`)).text()).split('\n').filter(Boolean)
  const found = new Map(lines.map((line) => Object.values(JSON.parse(line)) as [string, string]))
  const lost = [...kept].filter(([id, status]) => !found.has(id) || (status === 'met' && found.get(id) !== 'met'))
  t.same(lost, [])
  t.ok(acknowledged >= rounds * least, `${acknowledged} acknowledged writes, ${rounds} kills, ${lost.length} lost`)
  t.comment(`${acknowledged} acknowledged writes, ${rounds} kills, ${lost.length} lost`)
  t.equal(await end('SIGTERM'), 0)
  const checked = await run(['check'], { env: { SOURCEBOOK_DB: path } })
  t.match(checked, { code: 0, out: /\nNothing is wrong\.\n$/ }, 'and everything is found by its words and its links')
})
