/** A server that may have few files and connections open at once. */
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { readMostOpen, withinMostOpen } from '../../src/commands/most-open.ts'
import { readConfig } from '../../src/config.ts'
import { serve } from '../command.ts'
import { get, open, talk } from '../http/raw.ts'

const noLimits = existsSync('/proc/self/limits') ? false : 'only Linux says how much may be open'

const bounds: [most: number | undefined, connections: number, files: number][] = [
  [undefined, 2000, 32],
  [20_000, 2000, 32],
  [1024, 440, 32],
  [256, 78, 17],
  [64, 6, 1],
  [10, 1, 1],
]

for (const [most, connections, files] of bounds)
  t.test(
    `where ${most ?? 'any number'} may be open, ${connections} connections and ${files} files are taken`,
    async (t) => {
      const { SOURCEBOOK_CONNECTIONS, SOURCEBOOK_FILES_AT_ONCE } = withinMostOpen(readConfig({}), most)
      t.same([SOURCEBOOK_CONNECTIONS, SOURCEBOOK_FILES_AT_ONCE], [connections, files])
    },
  )

t.test('what the system lets this process have open is known', { skip: noLimits }, async (t) => {
  t.ok((readMostOpen() ?? 0) > 20)
})

t.test(
  'where 64 may be open, more connections are told so, and the log says it once',
  { skip: noLimits },
  async (t) => {
    const served = await serve(t, { cwd: t.testdir({}), mostOpen: 64 })
    const idle = await Promise.all(Array.from({ length: 6 }, () => open(served.port)))
    const ask = async (path: string) => (await talk(served.port, get(path)))[0]
    t.match(await ask('/v1/actors/ttp'), { status: 503, headers: { 'retry-after': '5' }, body: /as many connections/ })
    t.match(await ask('/v1/actors/ttp'), { status: 503 })
    for (const socket of idle) socket.destroy()
    while ((await ask('/v1/actors/ttp'))?.status === 503) await setTimeout(20) // until it hears that they have gone
    for (const path of ['/v1/actors/ttp', '/v1/events.csv', '/v1/snapshot.sqlite', '/docs'])
      t.match(await ask(path), { status: 200 }, path)
    t.same(
      [...served.printed().err.matchAll(/"level":40,.*"msg":"(.*)"/g)].map(([, words]) => words),
      [
        'The system lets the server have 64 files and connections open: SOURCEBOOK_CONNECTIONS is 6 instead of 2000. Raise the limit (ulimit -n).',
        'The system lets the server have 64 files and connections open: SOURCEBOOK_FILES_AT_ONCE is 1 instead of 32. Raise the limit (ulimit -n).',
        'connections are refused: one address has its share of them open, or there are as many as can be',
      ],
    )
    t.equal(await served.end('SIGTERM'), 0)
  },
)
