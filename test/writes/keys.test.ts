/** Keys: one word, shown once, kept as a hash; they end when they are revoked or expire. */
import { join } from 'node:path'
import t from 'tap'
import { runKey } from '../../src/commands/key.ts'
import { openKeys, reaches, whyClosed, whyNotListen } from '../../src/store/keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openForWriting, SetupError } from '../../src/store/open.ts'

const connection = openForWriting(join(t.testdir({}), 'keys.sqlite'))
t.teardown(() => connection.close())
migrate(connection)

const now = '2025-09-01T12:00:00.000Z'
const key = (words: string, options = {}, at = now) => runKey(connection, words.split(' '), options, at)
const refusal = (words: string, options = {}) => {
  try {
    return key(words, options)
  } catch (error) {
    if (error instanceof SetupError) return error.message
    throw error
  }
}
const find = openKeys(connection)

t.test('a new key is one word of 256 random bits, and not in the file', async (t) => {
  const made = key('create', { scope: 'write', name: 'Nadia' })
  t.match(made, /^sbk_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$/)
  t.not(made, key('create', { scope: 'write' }))
  const stored = JSON.stringify(connection.prepare('select * from keys').all())
  t.notOk(stored.includes(made.slice(13)))
  t.match(find(made), { scope: 'write', name: 'Nadia', created_at: now, expires_at: null })
})

t.test('nothing but the whole key finds it', async (t) => {
  const made = key('create', { scope: 'read' })
  t.ok(find(made))
  for (const other of [
    '',
    'x',
    made.slice(0, -1),
    `${made}A`,
    made.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    made.slice(0, 12),
  ])
    t.equal(find(other), undefined, other)
})

t.test('a key that is revoked or has expired opens nothing', async (t) => {
  const made = key('create', { scope: 'write', expires: '2025-09-30' })
  const found = find(made)
  t.equal(found?.expires_at, '2025-09-30T00:00:00.000Z')
  t.equal(found && whyClosed(found, now), undefined)
  t.equal(found && whyClosed(found, '2025-09-30T00:00:00.000Z'), 'expired')
  t.equal(key(`revoke ${found?.id}`), `revoked ${found?.id}`)
  const revoked = find(made)
  t.equal(revoked && whyClosed(revoked, now), 'revoked')
  t.match(refusal(`revoke ${found?.id}`), /^There is no key .* that could be revoked/)
})

t.test('the list shows every key, and no secret', async (t) => {
  const lines = key('list').split('\n')
  t.match(lines[0], /^id +scope +state +created +expires +last used +name$/)
  t.ok(lines.some((line) => /^[a-z0-9]{8} +write +open +2025-09-01 +- +- +Nadia$/.test(line)))
  t.ok(lines.some((line) => / revoked +2025-09-01 +2025-09-30 /.test(line)))
  t.notOk(lines.join().includes('sbk_'))
})

t.test('what cannot be a key is refused with what can', async (t) => {
  t.match(refusal('create'), /^Name what the key may do, with --scope:\n {2}read /)
  t.match(refusal('create', { scope: 'wirte' }), /^There is no scope 'wirte'\. Did you mean 'write'\? Name what /)
  t.match(refusal('create', { scope: 'god' }), /admin +Everything/)
  t.match(
    refusal('create', { scope: 'read', expires: '2025-08-01' }),
    /^--expires takes a day or an instant that is still to come/,
  )
  t.match(refusal('create', { scope: 'read', expires: 'soon' }), /^--expires takes/)
  t.match(refusal('create', { scope: 'read', name: ' ' }), /^--name takes/)
  t.match(refusal('forget'), /^Say what to do/)
})

t.test('scopes: all of them read, admin does everything', async (t) => {
  t.ok(reaches('write', 'read') && reaches('import', 'read') && reaches('admin', 'import') && reaches('admin', 'admin'))
  t.notOk(
    reaches('read', 'write') || reaches('import', 'write') || reaches('write', 'import') || reaches('write', 'admin'),
  )
})

t.test('a private knowledge base listens on this machine only, until a key opens it', async (t) => {
  t.equal(whyNotListen(connection, '0.0.0.0', now), undefined, 'a public one everywhere')
  connection.prepare("update state set visibility = 'private'").run()
  t.equal(whyNotListen(connection, '0.0.0.0', now), undefined, 'there is a key')
  connection.prepare('update keys set revoked_at = ?').run(now)
  t.match(whyNotListen(connection, '0.0.0.0', now), /is private and has no key yet/)
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1'])
    t.equal(whyNotListen(connection, host, now), undefined, host)
})
