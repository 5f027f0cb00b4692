/** The types of the client: what they allow, and what they refuse. `tsc` fails if an expected error is none. */
import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { z } from 'zod'
import type { Client, Event, Model } from '../../src/client/client.ts'
import type { RecordOf } from '../../src/engine/resource.ts'
import type { registry } from '../../src/model/index.ts'
import type { importSchema } from '../../src/routes/imports.ts'
import { printTypes } from './print-types.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

t.test('the types of the client are those of the declarations (npm run client-types)', async (t) => {
  t.equal(readFileSync(join(root, 'src/client/types.d.ts'), 'utf8'), printTypes())
})

/** True if two types are each the other. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const isTrue = <T extends true>(..._: T[]) => {}

/** Never called: read by the compiler alone. */
export async function allowed(client: Client) {
  isTrue<Same<Omit<Event, ExpandedInto>, Omit<RecordOf<(typeof registry)['events']['fields']>, 'participants'>>>()
  isTrue<Same<Event['type'], z.infer<(typeof registry)['events']['fields']['type']['schema']>>>()
  isTrue<Same<keyof Model, keyof typeof registry>>()

  const page = await client.events.list({
    type: ['attack', 'explosion'],
    not_status: 'retracted',
    fatalities_best_gte: 10,
    date_start_lt: '2025-01-01',
    actor: 'ttp',
    role: 'perpetrator',
    expand: ['place', 'claims.source'],
    facets: ['country'],
    sort: '-fatalities_best',
  })
  const [event] = page.data
  if (event) {
    isTrue<Same<typeof event.fatalities_best, number | null>>()
    event.claims.map((claim) => claim.source?.title)
    event.place?.name.toUpperCase()
    isTrue<Same<typeof event.claims_more, boolean | undefined>>()
    const same: Event = event
    same.claims?.length.toFixed()
  }
  const short = await client.actors.get('ttp', { fields: ['id', 'names'] })
  short.names.map(({ type }) => type === 'alias')
  for await (const visit of client.visits.all({ datetime: '2025-07', expand: ['hosts.actor'] }))
    visit.hosts.map(({ actor }) => actor?.name)
  const made = await client.events.create({
    type: 'meeting',
    title: 'Talks',
    participants: [{ actor_id: 'ttp', role: 'participant' }],
  })
  await client.events.update(made, { summary: null, claims: [{ field: 'title', stance: 'assigned', note: 'x' }] })
  const counted = await client.events.stats({ by: ['month', 'actor'], actor: 'ttp', has: 'latitude', zero_fill: true })
  isTrue<Same<(typeof counted.data)[number]['fatalities_best'], number | null | undefined>>()
  const { data: imports } = await client.imports.list()
  isTrue<Same<(typeof imports)[number], z.infer<typeof importSchema>>>()
  for await (const change of client.sync({ resource: ['events', 'actors'] })) {
    if (change.resource === 'events' && change.op === 'put') isTrue<Same<typeof change.record, Event>>()
    if (change.op === 'merge') change.into_id.toUpperCase()
  }
}
type ExpandedInto = 'participants' | 'claims' | 'claims_more' | 'place' | 'operation'

export async function refused(client: Client) {
  // @ts-expect-error there is no such resource
  client.people
  // @ts-expect-error there is no such filter
  await client.events.list({ typ: 'attack' })
  // @ts-expect-error the list has no such value
  await client.events.list({ type: 'atack' })
  // @ts-expect-error a number is compared with a number
  await client.events.list({ fatalities_best_gte: 'ten' })
  // @ts-expect-error words have no order
  await client.events.list({ title_gte: 'a' })
  // @ts-expect-error actors have no place
  await client.actors.list({ place: 'pakistan' })
  // @ts-expect-error nothing is sorted by this
  await client.events.list({ sort: 'title' })
  // @ts-expect-error there is no such expansion
  await client.actors.get('ttp', { expand: ['place'] })
  // @ts-expect-error a field that was not asked for is not there
  ;(await client.actors.get('ttp', { fields: ['id'] })).name
  // @ts-expect-error an expansion that was not asked for is not there
  ;(await client.visits.get('x')).claims?.length
  // @ts-expect-error nor is it because of another one
  ;(await client.visits.get('x', { expand: ['place'] })).claims_more
  // @ts-expect-error nor in what was made
  ;(await client.actors.create({ kind: 'person', name: 'X' })).claims
  // @ts-expect-error a title is needed
  await client.events.create({ type: 'meeting' })
  // @ts-expect-error the server keeps the revision
  await client.actors.create({ kind: 'person', name: 'X', revision: 1 })
  // @ts-expect-error a name cannot be taken away
  await client.actors.update({ id: 'x', revision: 1 }, { name: null })
  // @ts-expect-error which state is meant has to be said
  await client.actors.update('x', { description: null })
  // @ts-expect-error nothing is counted by this
  await client.events.stats({ by: 'title' })
  // @ts-expect-error only events are counted
  client.actors.stats
  // @ts-expect-error a release is a text
  await client.imports.create('ucdp-ged', 'x', { release: 23.1 })
  // @ts-expect-error figures are read alone
  client.figures.create
  // @ts-expect-error actors have no coordinates
  await client.actors.file('geojson')
  // @ts-expect-error a record that is gone is null
  for await (const change of client.sync()) change.record.id
}

t.test('what is packed compiles for a consumer without our dependencies, however strict', async (t) => {
  const folder = t.testdir({})
  /** With nothing in its environment, not even what the test runner tells its own processes. */
  const tsc = (...args: string[]) => {
    const words = ['-i', `PATH=${process.env.PATH}`, join(root, 'node_modules/.bin/tsc'), ...args]
    const { status, stdout } = spawnSync('env', words, { cwd: folder, encoding: 'utf8' })
    return { status, stdout }
  }
  const build = {
    extends: join(root, 'tsconfig.build.json'),
    files: [join(root, 'src/client/client.ts')],
    include: [],
    compilerOptions: { outDir: folder, typeRoots: [join(root, 'node_modules/@types')] },
  }
  writeFileSync(join(folder, 'build.json'), JSON.stringify(build))
  t.match(tsc('-p', 'build.json'), { status: 0, stdout: '' })
  cpSync(join(root, 'src/client/types.d.ts'), join(folder, 'client/types.d.ts'))
  const consumer = `import { createClient, type Event } from './client/client.js'
const client = createClient({ url: 'http://127.0.0.1:3000' })
const page = await client.events.list({ country: 'PK', expand: ['claims'] })
export const toll: number | null | undefined = page.data[0]?.fatalities_best
export const quotes: (string | null)[] = page.data.flatMap((event) => event.claims.map((claim) => claim.quote))
export type Mine = Event
export const send = (bytes: Uint8Array) => client.imports.create('ucdp-ged', bytes)
// @ts-expect-error no such value
export const wrong = client.events.list({ type: 'atack' })
`
  writeFileSync(join(folder, 'consumer.mts'), consumer)
  const strict = ['--strict', '--noEmit', '--skipLibCheck', 'false', '--types', '', '--exactOptionalPropertyTypes']
  for (const module of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])
    t.match(
      tsc(
        'consumer.mts',
        '--ignoreConfig',
        ...strict,
        '--target',
        'es2022',
        '--lib',
        'es2022,dom,dom.iterable,dom.asynciterable',
        '--module',
        `${module[0]}`,
        '--moduleResolution',
        `${module[1]}`,
      ),
      { status: 0, stdout: '' },
      module.join(' '),
    )
  t.notMatch(
    readFileSync(join(folder, 'client/client.js'), 'utf8'),
    /^(im|ex)port .* from '(?!\.\/(wire|sync)\.js')/m,
    'and nothing of ours is loaded',
  )
})
