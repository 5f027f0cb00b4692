/** The commands of editors, typed beside a server that goes on. */
import { join } from 'node:path'
import t from 'tap'
import { run, serve } from '../command.ts'

const env = { SOURCEBOOK_DB: join(t.testdir({}), 'commands.sqlite') }
const { url } = await serve(t, { env })

const post = (key: string) =>
  fetch(`${url}/v1/sources`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Change-Reason': 'A%20test.', 'Content-Type': 'application/json' },
    body: JSON.stringify({
      id: 'leaflet',
      kind: 'other',
      title: 'Leaflet',
      claims: [{ field: 'title', value: 'Leaflet', stance: 'assigned', note: 'x' }],
    }),
  }).then(({ status }) => status)

t.test('a key is one word on standard output, opens a running server, and closes it when it is revoked', async (t) => {
  const made = await run(['key', 'create', '--scope', 'write', '--name', 'Nadia'], { env })
  t.match(made, { code: 0, out: /^sbk_\S+\n$/, err: '' })
  const key = made.out.trim()
  t.equal(await post(key), 201)
  t.match((await run(['key', 'list'], { env })).out, /\n[a-z0-9]{8} +write +open .* Nadia\n$/)
  t.match(await run(['key', 'revoke', key.slice(4, 12)], { env }), { code: 0, out: `revoked ${key.slice(4, 12)}\n` })
  t.equal(await post(key), 401)
})

t.test('what makes no sense is said in one sentence', async (t) => {
  t.match(await run(['key', 'create'], { env }), { code: 1, out: '', err: /^Name what the key may do, with --scope:/ })
  t.match(await run(['key', 'create', 'now', 'here'], { env }), { code: 2, err: /'here' is too much/ })
  t.match(await run(['erase', 'sources'], { env }), {
    code: 2,
    err: /^Say what and why: sourcebook erase RESOURCE ID --reason REASON\.\n$/,
  })
  t.match(await run(['erase', 'sources', 'nothing', '--reason', 'x'], { env }), {
    code: 1,
    err: 'Nothing is known of sources/nothing.\n',
  })
})

t.test('a record is erased beside a running server, which then knows only why', async (t) => {
  const erased = await run(['erase', 'sources', 'leaflet', '--reason', 'The author asked for it.'], { env })
  t.match(erased, { code: 0, out: /: erased sources\/leaflet, 2 records with its claims\n$/ })
  const answer = await fetch(`${url}/v1/sources/leaflet`)
  t.equal(answer.status, 410)
  t.match(((await answer.json()) as { detail: string }).detail, /The author asked for it\.$/)
})
